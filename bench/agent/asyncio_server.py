"""What the bundled agent's own loop is measured against: asyncio, which has nothing to do here but HTTP.

It never asks PostgreSQL, and answers every request with 200. PORT
"""
import asyncio
import sys

ANSWER = b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


async def answer(reader, writer):
    try:
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 2)
        writer.write(ANSWER)
        await writer.drain()
    except (asyncio.TimeoutError, asyncio.IncompleteReadError, OSError):
        pass
    writer.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", int(sys.argv[1]), backlog=256)
    await server.serve_forever()


asyncio.run(main())

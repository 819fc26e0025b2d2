/** What every plugin does to be found by the engine, and to be gone when the engine is. */
import grpc from "@grpc/grpc-js";

/** The engine's address: the last argument that is not a flag. */
export function engineAddress(): string | undefined {
  return process.argv.slice(2).findLast((word) => !word.startsWith("-"));
}

/** Serves on a free loopback port and prints it, as the engine expects of a plugin. */
export function serve<T extends grpc.UntypedServiceImplementation>(
  service: grpc.ServiceDefinition<T>,
  implementation: Partial<T>,
): void {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
    "grpc.max_send_message_length": 400 * 1024 * 1024,
  });
  server.addService(service, implementation as T);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  // The engine ends its plugins; one that was killed itself cannot, and would leave them behind.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 2000).unref();
}

/** What went wrong, for a person: the message of an Error, anything else as it prints. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Answers a call with what `answer` gives, or with its error. */
export function unary<Request, Response>(
  answer: (request: Request, call: grpc.ServerUnaryCall<Request, Response>) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request, call))
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback({ code: grpc.status.UNKNOWN, details: messageOf(error) });
        },
      );
  };
}

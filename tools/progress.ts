/**
 * Tells on standard error how far a command is that takes longer than a moment: on a terminal in one line, which `end` takes
 * away; elsewhere a line now and then, so that a log shows that it lives.
 */
export function progress(every = 5000): { say: (text: string) => void; end: () => void } {
  const { stderr } = process;
  let last = Date.now();
  return {
    say: (text) => {
      if (stderr.isTTY) stderr.write(`\r\x1b[K${text}`);
      else if (Date.now() - last >= every) {
        last = Date.now();
        stderr.write(`${text}\n`);
      }
    },
    end: () => {
      if (stderr.isTTY) stderr.write("\r\x1b[K");
    },
  };
}

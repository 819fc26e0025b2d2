/**
 * Reports the progress of a slow command on standard error: on a terminal in one line, which `end` erases; elsewhere at most
 * one line every `every` milliseconds, so that a log shows that the command still runs.
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

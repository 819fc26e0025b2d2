/** Reports on standard error what is being done, and keeps what was done, each with its seconds since the start. */
export class Log {
  readonly stages: { text: string; seconds: number }[] = [];
  readonly #start = performance.now();
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  get seconds(): number {
    return Math.round(performance.now() - this.#start) / 1000;
  }

  /** Reports that a stage begins. */
  begin(text: string): void {
    this.#write(`… ${text}`);
  }

  /** Reports and keeps a stage that is proven. */
  done(text: string): void {
    const { seconds } = this;
    this.stages.push({ text, seconds });
    this.#write(`✔ ${text} (${seconds.toFixed(1)} s)`);
  }
}

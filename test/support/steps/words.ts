// What a shell script says, word by word: enough of the shell's grammar to tell the commands from their arguments.

export interface Word {
  readonly text: string;
  /** `variable`: one that is read, without its dollar sign; `assignment`: one that gets a value, also from `for` or `read`. */
  readonly kind: "definition" | "command" | "argument" | "variable" | "assignment";
  /** The command of an argument. */
  readonly of?: string;
}

/** The words of a script. A text in quotes is one word, quotes included, beside what is substituted in it. */
export function wordsOf(script: string): Word[] {
  const reader = new Reader(script);
  reader.commands();
  return reader.words;
}

const beforeCommands = new Set(["if", "then", "else", "elif", "do", "while", "until", "{", "!"]);
const closing = new Set(["fi", "done", "}"]);
const definition = /[ ]*\(\)/y;
const name = /[A-Za-z_]\w*/y;

class Reader {
  readonly words: Word[] = [];
  readonly #text: string;
  #at = 0;
  /** The ends of the documents that begin behind this line. */
  #documents: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  get #next(): string {
    return this.#text[this.#at] ?? "";
  }

  /** Commands up to the end, or to the parenthesis that closes them. */
  commands(): void {
    /** Where each `case` is that has no `esac` yet. */
    const cases: ("head" | "pattern" | "body")[] = [];
    let command: string | undefined;
    for (; this.#at < this.#text.length;) {
      const here = this.#next;
      const inPattern = cases.at(-1) === "pattern";
      if (here === "\n") {
        this.#at++;
        this.#skipDocuments();
        command = undefined;
      } else if (/[ \t]/.test(here)) this.#at++;
      else if (this.#text.startsWith("\\\n", this.#at)) this.#at += 2;
      else if (here === "#") this.#skipTo("\n");
      else if (this.#text.startsWith(";;", this.#at)) {
        this.#at += 2;
        cases.splice(-1, 1, "pattern");
        command = undefined;
      } else if (/[;&|]/.test(here)) {
        this.#at++;
        if (!inPattern) command = undefined;
      } else if (here === "(") {
        this.#at++;
        if (!inPattern) this.commands();
      } else if (here === ")") {
        this.#at++;
        if (!inPattern) return;
        cases.splice(-1, 1, "body");
        command = undefined;
      } else if (/[<>]/.test(here)) this.#redirection();
      else {
        const word = this.#word();
        if (/^\d+$/.test(word) && /[<>]/.test(this.#next)) continue;
        if (inPattern) {
          if (word === "esac") {
            cases.pop();
            command = "esac";
          }
        } else if (command !== undefined) {
          if (word === "in" && cases.at(-1) === "head") cases.splice(-1, 1, "pattern");
          else if (command === "for") {
            this.words.push({ text: word, kind: "assignment" });
            // What follows are the values of the loop, and no further variables.
            command = "for-words";
          } else if (command === "read" && /^[a-z_]\w*$/.test(word))
            this.words.push({ text: word, kind: "assignment" });
          else this.words.push({ text: word, kind: "argument", of: command });
        } else if (this.#matches(definition)) this.words.push({ text: word, kind: "definition" });
        else if (word === "case") {
          cases.push("head");
          command = word;
        } else if (word === "esac") {
          cases.pop();
          command = word;
        } else if (word === "for" || closing.has(word)) command = word;
        else if (/^[A-Za-z_]\w*=/.test(word))
          this.words.push({ text: word.replace(/=[^]*/, ""), kind: "assignment" });
        else if (!beforeCommands.has(word)) {
          this.words.push({ text: word, kind: "command" });
          command = word;
        }
      }
    }
  }

  #redirection(): void {
    const [operator = ""] = this.#matches(/[<>&|-]+[ ]*/y) ?? [];
    const target = this.#word();
    if (operator.startsWith("<<")) this.#documents.push(target.replaceAll(/['"\\]/g, ""));
  }

  /** Documents are text of other programs; what is substituted in one counts. */
  #skipDocuments(): void {
    for (const end of this.#documents.splice(0)) {
      const [text = ""] = this.#matches(new RegExp(`[^]*?^${end}\\n`, "my")) ?? [];
      for (const [, variable = ""] of text.matchAll(/\$\{?([A-Za-z_]\w*)/g))
        this.words.push({ text: variable, kind: "variable" });
      for (const [, command = ""] of text.matchAll(/\$\(([a-z_]+)/g))
        this.words.push({ text: command, kind: "command" });
    }
  }

  #word(): string {
    const from = this.#at;
    while (this.#at < this.#text.length && !/[\s;&|<>()]/.test(this.#next)) this.#piece();
    return this.#text.slice(from, this.#at);
  }

  /** One character, or what belongs together. */
  #piece(): void {
    if (this.#next === "\\") this.#at += 2;
    else if (this.#next === "$") this.#dollar();
    else if (this.#next === "'") this.#skipPast("'");
    else if (this.#matches(/"/y)) this.#quoted();
    else this.#at++;
  }

  #quoted(): void {
    while (!this.#matches(/"/y)) {
      if (this.#next === "'") this.#at++;
      else this.#piece();
    }
  }

  #dollar(): void {
    if (this.#matches(/\$\(\(/y)) this.#arithmetic();
    else if (this.#matches(/\$\(/y)) this.commands();
    else if (this.#matches(/\$\{#?/y)) {
      this.#variable();
      while (this.#next !== "}") this.#piece();
      this.#at++;
    } else {
      this.#at++;
      if (!this.#variable()) this.#at++;
    }
  }

  #arithmetic(): void {
    while (!this.#matches(/\)\)/y)) {
      if (this.#next === "$") this.#dollar();
      else if (!this.#variable()) this.#at++;
    }
  }

  #variable(): boolean {
    const [variable] = this.#matches(name) ?? [];
    if (variable !== undefined) this.words.push({ text: variable, kind: "variable" });
    return variable !== undefined;
  }

  #matches(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found) this.#at += found[0].length;
    return found;
  }

  /** Behind the next one of these. */
  #skipPast(mark: string): void {
    this.#at = this.#text.indexOf(mark, this.#at + 1) + 1;
  }

  #skipTo(mark: string): void {
    const to = this.#text.indexOf(mark, this.#at);
    this.#at = to < 0 ? this.#text.length : to;
  }
}

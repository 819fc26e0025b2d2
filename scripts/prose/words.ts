// Words and phrases that a reader has to interpret or can do without, as regular expressions, with what to write instead.
export const words = {
  // Phrases that only this project uses.
  "look(?:s|ed|ing)? away": "that the checks are suspended, or that an error is ignored",
  "g[ia]v(?:e|es|en|ing) (?:it |them |each |each host |everything )?back": "what is restored or released",
  "hand(?:s|ed|ing)? back": "what is restored or returned",
  "t(?:ak(?:e|es|en|ing)|ook) back": "that it is undone, or that the last good one is restored",
  "ways? back": "rollback, or undo",
  "on (?:its|their) way out": "what is being removed, or that it is shutting down",
  "pass(?:es|ed|ing)? over": "skip",
  "(?:be|get|gets|got) rid of": "remove",
  "(?:front |back |side )?doors?": "port, login, entry point or page",
  "as wanted": "as configured",
  "of ours": "of n2acd-ha, or its name",
  "what came of": "result",
  "turn(?:s|ed|ing)? a blind eye": "that an error is ignored",
  "bites? the dust|g(?:oes|o|one) west": "that it stopped or was lost",
  "somebody's own": "what n2acd-ha did not write, or does not know",
  "did not manage": "that it failed",
  "no word from": "that there was no message or answer",
  "in the hands of": "who owns or controls it",
  // Words that say nothing, or the same as a shorter one.
  "in order to": "to",
  "util[iy][sz](?:e|es|ed|ing)|leverag(?:e|es|ed|ing)": "use",
  "prior to": "before",
  "simply|obviously|needless to say|of course": "nothing: leave it out",
  "e\\.g\\.": "for example",
  "i\\.e\\.": "that is",
};

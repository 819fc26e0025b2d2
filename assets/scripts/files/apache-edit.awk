# Applies the changes of apache-moves.awk, the first input, to the files after it. Each changed file is written to the folder `out`, with
# '%' for '/' in its name, and as it was read, with a dot before the name.

FNR == 1 { flush(); files++; file = FILENAME }
files == 1 { change(); next }
{ line[++lines] = $0 }
END { flush() }

function change(    word, n, i) {
  n = split($0, word, "\t")
  text = ""
  for (i = 3; i <= n; i++) if (word[i] != "") text = text "\n" word[i]
  changes[word[1], word[2]] = substr(text, 2)
  changed[word[1]] = 1
}

function flush(    i, from, target, space) {
  if (file in changed) {
    target = file
    gsub("/", "%", target)
    for (i = 1; i <= lines; i++) read_line[i] = line[i]
    for (i = 1; i <= lines; i++) if ((file, i) in changes) {
      # Apache joins this line with those before it that end in a backslash: the change replaces them all.
      for (from = i; from > 1 && line[from - 1] ~ /\\$/; from--) line[from] = "\001"
      match(line[from], /^[ \t]*/)
      space = substr(line[from], 1, RLENGTH)
      line[from] = changes[file, i]
      if (line[from] == "") line[from] = "\001"
      else {
        gsub(/\n/, "\n" space, line[from])
        line[from] = space line[from]
      }
    }
    printf "" >(out "/" target)
    for (i = 1; i <= lines; i++) {
      if (line[i] != "\001") print line[i] >(out "/" target)
      print read_line[i] >(out "/." target)
    }
    close(out "/" target)
    close(out "/." target)
  }
  lines = 0
}

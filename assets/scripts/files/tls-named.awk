# -v name=NAME: exits with 0 if one of the input names matches NAME, as a client matches them. Has to come after tls-wildcard.awk.
BEGIN { wild = wildcard(name) }
$0 == name || (wild != "" && $0 == wild) { found = 1 }
END { exit !found }

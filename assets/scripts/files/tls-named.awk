# -v name=NAME: ends with 0 if one of the names that come is for it, as a client judges it. Comes after tls-wildcard.awk.
BEGIN { wild = wildcard(name) }
$0 == name || (wild != "" && $0 == wild) { found = 1 }
END { exit !found }

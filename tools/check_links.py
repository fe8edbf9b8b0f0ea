#!/usr/bin/env python3
"""Fails when a relative link or picture of a Markdown page leads nowhere, or to a heading that is
not there, and when no page speaks of a picture of docs/."""

import re
import urllib.parse

from project import files, finish, root_from_arguments

CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"""\[[^]]*\]\(([^()\s]+(?:\([^()\s]*\))?)\)|(?:src|srcset|href)="([^"]+)\"""")
PICTURES = (".svg", ".png", ".webp")


def anchors_of(page):
    """The headings of a page as GitHub names them, and explicit ids."""
    text = page.read_text()
    found = set(re.findall(r'(?:id|name)="([^"]+)"', text))
    for heading in re.findall(r"^#+ +(.*)$", CODE.sub(keep_words, text), re.MULTILINE):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def keep_words(match):
    """Code between single quotes may be part of a heading; blocks are none."""
    return "" if match[0].startswith("```") else match[0].strip("`")


def links_of(page):
    text = CODE.sub("", page.read_text())
    links = (first or second for first, second in LINK.findall(text))
    return [link for link in links if not re.match(r"[a-z+]+:", link)]


def fault_of(page, link):
    """What is wrong with a link, or None."""
    path, _, anchor = urllib.parse.unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return f"there is no {link}"
    if anchor and target.suffix == ".md" and anchor not in anchors_of(target):
        return f"{link} is no heading of that page"
    return None


def main():
    root = root_from_arguments()
    pages = files(root, suffixes=(".md",))
    faults, count, shown, words = [], 0, set(), ""
    for page in pages:
        words += page.read_text()
        for link in links_of(page):
            count += 1
            shown.add((page.parent / urllib.parse.unquote(link).partition("#")[0]).resolve())
            fault = fault_of(page, link)
            if fault:
                faults.append(f"{page.relative_to(root)}: {fault}")
    for picture in files(root, ("docs/",), PICTURES):
        if picture.resolve() not in shown and str(picture.relative_to(root)) not in words:
            faults.append(f"{picture.relative_to(root)}: is on no page")
    finish(faults, f"{count} links of {len(pages)} pages lead somewhere")


main()

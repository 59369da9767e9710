"""What a paper has to be for a reader who cannot see it, checked in the finished PDF.

Beside what a checker of PDF/UA-1 looks for: everything marked is reached or decoration, headings descend one by one,
tables have heads with a scope, pictures have words, language and title stand.
"""

import io


def check(content):
    """Return what is amiss in the PDF ``content`` as a list of texts in English; empty: nothing."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        faults = _document(pdf)
        if "/StructTreeRoot" not in pdf.Root:
            return [*faults, "no tags"]
        seen = _Seen()
        seen.walk(pdf.Root.StructTreeRoot.K, None)
        for number, page in enumerate(pdf.pages, 1):
            faults += _page(page, number, seen.reached.get(page.obj.objgen, set()))
    return faults + seen.faults + _headings(seen.levels)


def _document(pdf):
    faults = []
    if not str(pdf.Root.get("/Lang", "")):
        faults.append("no language")
    if not str(pdf.docinfo.get("/Title", "")):
        faults.append("no title")
    if not (pdf.Root.get("/MarkInfo", {}).get("/Marked", False)):
        faults.append("not said to be tagged")
    if not pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        faults.append("the window shows the name of the file in place of the title")
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            faults.append("not said to be PDF/UA-1")
        if metadata.get("dc:title") != str(pdf.docinfo.get("/Title", "")):
            faults.append("two titles that differ")
    return faults


def _page(page, number, reached):
    import pikepdf

    faults, open_marks = [], []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            properties = instruction.operands[1] if operator == "BDC" else {}
            mark = int(properties["/MCID"]) if "/MCID" in properties else None
            if mark is not None and mark not in reached:
                faults.append(f"page {number}: a marked piece that no tag reaches")
            open_marks.append(mark is not None or instruction.operands[0] == "/Artifact")
        elif operator == "EMC":
            open_marks.pop()
        elif operator in ("Tj", "TJ", "'", '"', "Do", "S", "f", "B", "f*", "B*") and not any(open_marks):
            faults.append(f"page {number}: {operator} outside of any mark")
    return faults


def _headings(levels):
    faults, before = [], 0
    for level in levels:
        if level > before + 1:
            faults.append(f"a heading of level {level} after one of level {before}")
        before = level
    return faults if levels else [*faults, "no heading"]


class _Seen:
    """What the walk through the tags finds."""

    def __init__(self):
        self.reached, self.levels, self.faults = {}, [], []

    def walk(self, children, page):
        import pikepdf

        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, int):
                self.reached.setdefault(page, set()).add(child)
            elif isinstance(child, pikepdf.Dictionary) and "/S" in child:
                self._element(child)
                self.walk(child.get("/K", pikepdf.Array()), child.Pg.objgen if "/Pg" in child else page)

    def _element(self, element):
        name = str(element.S)
        if name == "/Figure" and not str(element.get("/Alt", "")).strip():
            self.faults.append("a picture without words")
        elif name == "/Table" and not self._heads(element):
            self.faults.append("a table without heads")
        elif name == "/TH" and str(element.get("/A", {}).get("/Scope", "")) not in ("/Row", "/Column", "/Both"):
            self.faults.append("a head without scope")
        elif len(name) == 3 and name[1] == "H" and name[2].isdigit():
            self.levels.append(int(name[2]))
            if not _marks(element):
                self.faults.append("a heading without words")

    def _heads(self, element):
        import pikepdf

        for child in element.get("/K", pikepdf.Array()):
            if isinstance(child, pikepdf.Dictionary) and "/S" in child and (child.S == "/TH" or self._heads(child)):
                return True
        return False


def _marks(element):
    """Whether the element, or one beneath it, holds a marked piece."""
    import pikepdf

    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int) or (isinstance(kid, pikepdf.Dictionary) and _marks(kid)):
            return True
    return False

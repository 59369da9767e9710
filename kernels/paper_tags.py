"""What WeasyPrint leaves out of the tags of a PDF/UA, completed: scope of header cells, and the foot as no content."""

import io

SCOPES = {True: "/Column", False: "/Row"}


def complete(content):
    """Return the tagged PDF ``content`` with whole tags; the rest of it is as it was."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root.StructTreeRoot
        reached = {}
        _walk(root.K, reached, None)
        numbers = root.ParentTree.Nums
        for index, page in enumerate(pdf.pages):
            _hide_loose(pdf, page, reached.get(page.obj.objgen, set()), numbers[2 * index + 1])
        result = io.BytesIO()
        pdf.save(result, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return result.getvalue()


def _walk(children, reached, page):
    """Collect the numbers of marked pieces that the tree reaches, by page, and give header cells their scope."""
    import pikepdf

    for child in children:
        if isinstance(child, int):
            reached.setdefault(page, set()).add(child)
        elif isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if child.S == "/TR":
                _scope(child)
            of_page = child.Pg.objgen if "/Pg" in child else page
            _walk(child.get("/K", ()), reached, of_page)


def _scope(row):
    import pikepdf

    cells = [cell for cell in row.K if cell.S in ("/TH", "/TD")]
    of_column = all(cell.S == "/TH" for cell in cells)
    for cell in cells:
        if cell.S == "/TH":
            if "/A" not in cell:
                cell.A = pikepdf.Dictionary(O=pikepdf.Name.Table)
            cell.A.Scope = pikepdf.Name(SCOPES[of_column])


def _hide_loose(pdf, page, reached, owners):
    """Marked pieces that no tag reaches (the foot) are decoration."""
    import pikepdf

    if set(range(len(owners))) <= reached:
        return
    instructions, changed = [], False
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) == "BDC" and "/MCID" in instruction.operands[1]:
            number = int(instruction.operands[1].MCID)
            if number not in reached:
                instructions.append(
                    pikepdf.ContentStreamInstruction([pikepdf.Name.Artifact], pikepdf.Operator("BMC")))
                owners[number] = None
                changed = True
                continue
        instructions.append(instruction)
    if changed:
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))

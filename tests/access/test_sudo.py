import ast
import re

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.tests.house import ROOT

FOLDERS = ("models", "wizards", "controllers", "reports", "cli")
REASON = re.compile(r"sudo|superuser", re.IGNORECASE)
# Lines that one reason may stand above.
REACH = 8


def without_reason(source):
    """``(line, function)`` of each call of ``sudo()`` that nothing near says the reason of.

    A reason is a comment that names sudo, or the superuser, on the line, on top of the statement or a few lines above
    in the same function; or the docstring of the function. ``sudo(False)`` gives rights back and needs none.
    """
    lines = source.split("\n")
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "sudo"):
            continue
        if call.args and not (isinstance(call.args[0], ast.Constant) and call.args[0].value):
            continue  # back to the rights of the caller
        line = call.func.end_lineno
        function = max(
            (each for each in functions if each.lineno <= line <= each.end_lineno), key=lambda each: each.lineno,
            default=None,
        )
        start = max(each.lineno for each in statements if each.lineno <= line <= each.end_lineno)
        first = max(start - REACH, function.lineno if function else 1)
        comments = [text.partition("#")[2] for text in lines[first - 1:line]]
        docstring = (ast.get_docstring(function) if function else None) or ""
        if not any(map(REASON.search, [*comments, docstring])):
            yield line, function and function.name


@tagged("post_install", "-at_install")
class TestSudo(BaseCase):
    """Nobody takes more rights than the caller has without saying why that is safe."""

    def test_each_says_why(self):
        found = [
            f"{path.relative_to(ROOT)}:{line} {function}"
            for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")
            for line, function in without_reason(path.read_text(encoding="utf-8"))
        ]
        self.assertFalse(found, "\n" + "\n".join(sorted(found)))

    def test_the_test_sees_what_is_missing(self):
        bare = "def f(self):\n    return self.sudo().name\n"
        self.assertEqual(list(without_reason(bare)), [(2, "f")])
        for reasoned in (
            "def f(self):\n    # sudo: the name is no secret\n    return self.sudo().name\n",
            "def f(self):\n    return self.sudo().name  # sudo: no secret\n",
            "def f(self):\n    '''Names, read as superuser: no secret.'''\n    return self.sudo().name\n",
            "def f(self):\n    return self.sudo(False).name\n",
            "def f(self):\n    return self.sudo(self.env.su).name\n",
        ):
            self.assertFalse(list(without_reason(reasoned)), reasoned)
        far = "def f(self):\n    # sudo: the name\n" + "    x = 1\n" * 12 + "    return self.sudo().name\n"
        self.assertTrue(list(without_reason(far)))

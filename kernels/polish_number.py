"""Numbers as a Polish office writes them, on screens, papers and in pictures alike."""


def polish_number(value, digits=1, fixed=False):
    """As an office writes it: ``1234.5`` → ``1 234,5``; at most ``digits`` decimals, none that are zero unless their
    number is ``fixed``.
    """
    text = f"{value:,.{digits}f}"
    if "." in text and not fixed:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",").replace("-", "\N{MINUS SIGN}")

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels import file_reference
from odoo.addons.kooperacje.models.access.office_setting import FILES, office_setting


class ResCompany(models.Model):
    """How the office writes the references of its files (§ 5 of the office instruction of 18.01.2011)."""

    _inherit = "res.company"

    kooperacje_unit_symbol = office_setting(
        fields.Char, FILES, "Symbol of the office in references", default="OPS",
        help="What references of files begin with: the symbol of the office or of the unit that runs the cases, e.g. "
             "GOPS or OPS-PS.",
    )
    kooperacje_reference_pattern = office_setting(
        fields.Char, FILES, "Pattern of a reference", default=file_reference.DEFAULT,
        help="How the reference of a case (znak sprawy) is written: {jednostka}, {klasa}, {numer} and {rok}, with what "
             "stands between them. References given before stay as they are.",
    )
    kooperacje_letter_pattern = office_setting(
        fields.Char, FILES, "Pattern of a paper of a case", default=file_reference.LETTER_DEFAULT,
        help="How a paper of a case is marked: {znak} is the reference of the case, {pismo} the next number in it.",
    )
    kooperacje_reference_by_hand = office_setting(
        fields.Boolean, FILES, "References come from elsewhere",
        help="Another system (EZD) or the office's own list gives the references: the program gives none by itself, "
             "they are typed.",
    )

    kooperacje_document_days = office_setting(
        fields.Integer, FILES, "Reminder of a document's end (days before)", default=30,
        help="How many days before a certificate, opinion or ruling of a case ends its case manager is reminded.",
    )

    _document_days = models.Constraint(
        "CHECK(kooperacje_document_days BETWEEN 0 AND 180)", "Documents are called to mind 0 to 180 days before.",
    )

    @api.constrains("kooperacje_unit_symbol", "kooperacje_reference_pattern", "kooperacje_letter_pattern")
    def _check_reference_pattern(self):
        for office in self:
            if not file_reference.is_pattern(office.kooperacje_reference_pattern):
                raise ValidationError(self.env._(
                    "The pattern of a reference holds {klasa}, {numer} and {rok} once each, {jednostka} once or not at "
                    "all, and a dot, dash or slash between them, e.g. %(example)s.", example=file_reference.DEFAULT,
                ))
            if not file_reference.is_letter_pattern(office.kooperacje_letter_pattern):
                raise ValidationError(self.env._(
                    "The pattern of a paper of a case holds {znak} and {pismo} once each, and a dot, dash or slash "
                    "between them, e.g. %(example)s.", example=file_reference.LETTER_DEFAULT,
                ))
            unit = office.kooperacje_unit_symbol
            if not unit or len(unit) > 20 or not file_reference.ALLOWED.fullmatch(unit):
                raise ValidationError(self.env._(
                    "The symbol of the office is a few letters or digits, e.g. GOPS or OPS-PS.",
                ))

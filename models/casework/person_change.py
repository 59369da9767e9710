from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today

KINDS = [
    ("name", "Name and surname"), ("sex", "Sex (marker)"), ("birth", "Birth date"), ("document", "PESEL or document"),
    ("address", "Address"), ("capacity", "Legal capacity"),
]


class PersonChange(models.Model):
    """What a person's data were before, since when they are others, and why (art. 16 RODO).

    Written by the program whenever such data change, on whichever way; the day and the reason are the office's to
    enter. Whom the change was told to stands beside it (art. 19).
    """

    _name = "kooperacje.person.change"
    _description = "Change of a person's data"
    _inherit = ["kooperacje.person.data"]
    _order = "changed_on desc, id desc"
    _rec_name = "kind"
    _system_fields = frozenset({"kind", "old_value", "new_value", "old_key"})

    kind = fields.Selection(KINDS, "What", required=True, readonly=True)
    old_value = fields.Char("Before", readonly=True)
    new_value = fields.Char("Now", readonly=True)
    changed_on = fields.Date("Since", required=True, default=lambda self: office_today())
    reason = fields.Char(help="Marriage, decision of a court, removal, a new document, a mistake of the office…")
    is_mistake = fields.Boolean("Correction of a mistake", help="The data before were never true.")
    old_key = fields.Char(groups=fields.NO_ACCESS, index="btree_not_null", export_string_translation=False)
    notice_ids = fields.One2many("kooperacje.person.notice", "change_id", "Told to")
    to_tell_ids = fields.Many2many(
        "res.partner", string="Still to be told", compute="_compute_to_tell_ids",
        help="Institutions with which the family shares who the person is, and that have not been told yet (art. 19).",
    )

    @api.constrains("changed_on")
    def _check_changed_on(self):
        if any(change.changed_on > office_today() for change in self):
            raise ValidationError(self.env._("The day of the change lies in the future. Enter what has happened."))

    @api.depends("notice_ids.institution_id", "person_id")
    def _compute_to_tell_ids(self):
        """Recipients by the consents in force that open the identity; two queries for any number of changes."""
        Statement = self.env["kooperacje.consent.statement"]
        identity = self.env["kooperacje.data.scope"]._of("kooperacje.data_scope_identity")
        # Under the rules of the user: another worker's case, and whom it shares with, is not told here.
        lines = self.env["kooperacje.case.person"].search([
            ("person_id", "in", self.person_id.ids), ("taken_back_on", "=", False),
        ])
        statements = Statement.search(Statement._valid_domain() & Domain([
            ("case_id", "in", lines.case_id.ids), ("kind", "=", "sharing"), ("scope_ids", "in", identity.ids),
            ("narrowed_scope_ids", "not in", identity.ids),
        ]))
        institutions = {}
        for statement in statements:
            institutions.setdefault(statement.case_id, self.env["res.partner"])
            institutions[statement.case_id] |= statement.institution_id
        recipients = {}
        for line in lines:
            told = institutions.get(line.case_id, self.env["res.partner"])
            recipients[line.person_id] = recipients.get(line.person_id, self.env["res.partner"]) | told
        for change in self:
            known = recipients.get(change.person_id, self.env["res.partner"])
            change.to_tell_ids = known - change.notice_ids.institution_id

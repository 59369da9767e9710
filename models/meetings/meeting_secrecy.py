from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_day


class Meeting(models.Model):
    _inherit = "kooperacje.meeting"

    secrecy_missing = fields.Char(
        "Secrecy not undertaken yet", compute="_compute_secrecy_missing", compute_sudo=False,
        help="Those at the table, beside the family, who have not signed the undertaking yet.",
    )

    @api.depends("participant_ids.presence", "participant_ids.kind", "team_id")
    def _compute_secrecy_missing(self):
        for meeting in self:
            meeting.secrecy_missing = ", ".join(
                name for name in meeting._without_secrecy().mapped("display_name") if name
            )

    def _without_secrecy(self):
        """Participants, beside the family, who are expected or present and have not undertaken secrecy."""
        self.ensure_one()
        if not self.team_id:
            return self.participant_ids.browse()
        covered = self.env["kooperacje.secrecy.undertaking"]._covered(
            self.team_id._origin, office_day(self.start) if self.start else None,
        )
        return self.participant_ids.filtered(
            lambda line: line.presence in ("invited", "present") and line._needs_secrecy()
            and line._key() not in covered
        )

    def action_prepare_secrecy(self):
        """Make the undertakings that are missing, and open them: print, have them signed, register the signature."""
        self.ensure_one()
        self.check_access("write")
        Undertaking = self.env["kooperacje.secrecy.undertaking"]
        papers = Undertaking.search([("team_id", "=", self.team_id.id), ("document_state", "!=", "void")])
        have = {
            ("member", paper.member_id.id) if paper.member_id else ("person", paper.person_id.id)
            if paper.person_id else ("guest", paper.guest_name) for paper in papers
        }
        lines = self._without_secrecy().filtered(lambda line: line._key() not in have)
        papers |= Undertaking.create([line._secrecy_values() for line in lines])
        if not papers:
            raise UserError(self.env._("Everyone at the table has undertaken secrecy."))
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_secrecy_undertaking"),
            "domain": [("id", "in", papers.ids)], "context": {"default_team_id": self.team_id.id},
        }

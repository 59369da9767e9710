from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on


class Regulation(models.Model):
    """Framework rules of a partnership (ramowy regulamin, tool 9; K3D-68).

    Its parameters drive the program: once it is adopted, signed and in force they are those of the partnership, and
    change only with the next regulation. One is in force at a time; the next one replaces it from its day on.
    """

    _name = "kooperacje.regulation"
    _description = "Regulation of the partnership"
    _inherit = ["kooperacje.document.term.mixin", "mail.thread", "kooperacje.case.pointer"]
    _order = "partnership_id, date_from desc, id desc"
    _rec_name = "document_number"
    _system_fields = frozenset({"replaced_on"})
    _fixed_fields = frozenset({"partnership_id"})
    _term_fields = ("date_from", "replaced_on")
    _term_ends_before = True
    # Its meeting is one of the partnership; a meeting of a team is neither named nor opened by it.
    _holds_family_data = False

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    date_from = fields.Date("In force from", required=True, default=lambda self: office_today())
    replaced_on = fields.Date(readonly=True, copy=False, help="Day on which the next regulation took its place.")
    meeting_months = fields.Integer(
        # RUR-123
        "Meeting at least every (months)", default=1, help="Monthly meetings are preferred.",
    )
    meeting_notice_days = fields.Integer("Notice of a meeting (days)", default=7)
    quorum_percent = fields.Integer(
        "Quorum (% of member institutions)", default=50, help="One institution has one vote.",
    )
    rotates_moderation = fields.Boolean(
        "Moderator and minute-taker in rotation", default=True,
        # K3D-105
        help="The duties may be entrusted to representatives of members in turn.",
    )
    evaluation_months = fields.Integer(
        # K3D-157
        "Evaluation every (months)", default=12, help="The regulation sets how often.",
    )
    request_days = fields.Integer("Days to decide a request", default=14)
    withdrawal_months = fields.Integer("Notice of leaving (months)", default=1)

    _meeting_months = models.Constraint(
        "CHECK(meeting_months BETWEEN 1 AND 12)", "The partnership meets at least once a year: choose 1 to 12 months.",
    )
    _meeting_notice_days = models.Constraint(
        "CHECK(meeting_notice_days BETWEEN 0 AND 60)", "Notice of a meeting is given 0 to 60 days before.",
    )
    _quorum_percent = models.Constraint(
        "CHECK(quorum_percent BETWEEN 1 AND 100)", "The quorum is 1 to 100 % of the member institutions.",
    )
    _evaluation_months = models.Constraint(
        "CHECK(evaluation_months BETWEEN 1 AND 60)", "Evaluation takes place every 1 to 60 months.",
    )
    _request_days = models.Constraint(
        "CHECK(request_days BETWEEN 1 AND 90)", "Requests are decided within 1 to 90 days.",
    )
    _withdrawal_months = models.Constraint(
        "CHECK(withdrawal_months BETWEEN 0 AND 12)", "Notice of leaving is 0 to 12 months.",
    )

    @api.depends("document_number", "partnership_id.name", "date_from")
    def _compute_display_name(self):
        for regulation in self:
            regulation.display_name = regulation.document_number or self.env._(
                "Regulation of %(partnership)s (draft)", partnership=regulation.partnership_id.name or "",
            )

    @api.constrains("date_from", "document_state")
    def _check_follows(self):
        serialise_on(self.filtered(lambda regulation: regulation.document_state == "signed").partnership_id)
        for regulation in self.filtered(lambda regulation: regulation.document_state == "signed"):
            later = self.search([
                ("partnership_id", "=", regulation.partnership_id.id), ("document_state", "=", "signed"),
                ("id", "!=", regulation.id), ("date_from", ">=", regulation.date_from), ("replaced_on", "=", False),
            ], limit=1)
            if later:
                raise ValidationError(self.env._(
                    "Regulation %(later)s is in force from %(date)s. The next one comes into force after that day.",
                    later=later.document_number, date=format_date(self.env, later.date_from),
                ))

    # ------------------------------------------------------------------
    # Document
    # ------------------------------------------------------------------

    @api.model
    def _parameters(self):
        """Names of the parameters, the same on the partnership; rooms below add theirs."""
        return {
            "meeting_months", "meeting_notice_days", "quorum_percent", "rotates_moderation", "evaluation_months",
            "request_days", "withdrawal_months",
        }

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | self._parameters() | {"partnership_id", "date_from"}

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
        self.sudo().partnership_id._check_may_act()
        return result

    def _on_document_signed(self):
        result = super()._on_document_signed()
        for regulation in self:
            earlier = self.search([
                ("partnership_id", "=", regulation.partnership_id.id), ("document_state", "=", "signed"),
                ("id", "!=", regulation.id), ("replaced_on", "=", False),
            ])
            # sudo: the caller has just signed the next one; the guard keeps the date to the methods.
            earlier.sudo().replaced_on = regulation.date_from
            regulation._apply()
        return result

    def _on_document_voided(self):
        """The one it had replaced is in force again, until the one by which this one was replaced, if it was."""
        result = super()._on_document_voided()
        for regulation in self.filtered("signed_on"):
            previous = self.search([
                ("partnership_id", "=", regulation.partnership_id.id), ("document_state", "=", "signed"),
                ("replaced_on", "=", regulation.date_from),
            ], limit=1)
            # sudo: as on signing.
            previous.sudo().replaced_on = regulation.replaced_on
            previous._apply()
        return result

    def _apply(self):
        """Make the parameters those of the partnership, as soon as the regulation is in force."""
        for regulation in self.filtered("is_in_force"):
            values = {name: regulation[name] for name in self._parameters()}
            # sudo: they come from the signed paper; by hand nobody may change them any more.
            regulation.partnership_id.sudo().write(values)

    @api.model
    def _cron_apply(self):
        """Parameters of a regulation signed ahead, on the day it comes into force."""
        self.env["kooperacje.job"]._run(
            "kooperacje.regulation._cron_apply", self._find_not_applied, type(self)._apply,
        )

    @api.model
    def _find_not_applied(self):
        names = self._parameters()
        return self.search([("is_in_force", "=", True)]).filtered(
            lambda regulation: any(regulation.partnership_id[name] != regulation[name] for name in names)
        )

    def _print_adoption(self):
        """Sentence on how the members adopted it; the room of meetings knows."""
        return ""

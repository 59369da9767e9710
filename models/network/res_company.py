from odoo import fields, models

from odoo.addons.kooperacje.models.access.serialise import serialise_on


class ResCompany(models.Model):
    """The office (OPS or CUS) that leads partnerships and is the controller of its cases (art. 100 ust. 5 u.p.s.).

    The periods are the office's own: the Model leaves them to local arrangement (K3D-34), within the limits checked
    here. They are read by the rooms below when a document or a date is proposed, never afterwards.
    """

    _inherit = "res.company"

    role_assignment_ids = fields.One2many(
        "kooperacje.role.assignment", "company_id", "Role assignments",
        groups="kooperacje.group_user,base.group_system",
    )
    kooperacje_cosign_age = fields.Integer(
        "Age from which a minor signs too", default=16,
        help="From this age a minor signs the consent beside the parent or guardian. Below it the child's opinion is "
             "noted if it can form one.",
    )
    kooperacje_consent_months = fields.Integer(
        "Consent valid for (months)", default=12, help="Length proposed for a new consent (tool 14).",
    )
    kooperacje_invitation_days = fields.Integer(
        "Days to answer an invitation", default=7,
        help="Time an institution has to answer an invitation to a task team or a request for a service.",
    )
    kooperacje_review_months = fields.Integer(
        "Review of the local basket every (months)", default=12,
        help="Proposed for a new partnership, whose own rules then count. At least once a year (K3D-230).",
    )
    kooperacje_aftercare_months = fields.Integer(
        "After-care (months)", default=6, help="How long a family is asked how it is doing after a case was closed.",
    )
    kooperacje_assessment_months = fields.Integer(
        "Assessment of the situation every (months)", default=6,
        help="The situation of a family with a plan is assessed at least every six months (K3D-188).",
    )
    kooperacje_assessment_months_small = fields.Integer(
        "The same with a child under three (months)", default=3,
    )
    kooperacje_reminder_days = fields.Integer(
        "Reminder of an invitation (days before)", default=2,
        help="How many days before the deadline an unanswered invitation to a task team is called to mind.",
    )
    kooperacje_workload_limit = fields.Integer(
        "Families per social worker", default=50, help="Norm of art. 110 ust. 11 u.p.s.; going over it warns.",
    )
    kooperacje_plan_label_urban = fields.Char(
        "Name of the plan (urban variant)", default="Indywidualny plan współpracy",
        help="What the office calls the plan of a person or family in its documents; printed as written here.",
    )
    kooperacje_plan_label_rural = fields.Char(
        "Name of the plan (rural variant)", default="Indywidualny program współpracy (IPW)",
        help="What the office calls the plan of a person or family in its documents; printed as written here.",
    )

    kooperacje_papers_only = fields.Boolean(
        "Only papers signed here count",
        help="Authorisations and secrecy undertakings of roles are drawn up and signed in the program; dates of papers "
             "kept elsewhere are no longer typed. Roles that have them keep them.",
    )

    _cosign_age = models.Constraint(
        "CHECK(kooperacje_cosign_age BETWEEN 13 AND 18)", "A minor signs beside the parent from 13 to 18 years of age.",
    )
    _consent_months = models.Constraint(
        "CHECK(kooperacje_consent_months BETWEEN 1 AND 60)", "A consent is proposed for 1 to 60 months.",
    )
    _invitation_days = models.Constraint(
        "CHECK(kooperacje_invitation_days BETWEEN 1 AND 90)", "An invitation is answered within 1 to 90 days.",
    )
    _reminder_days = models.Constraint(
        "CHECK(kooperacje_reminder_days BETWEEN 0 AND 30)", "Invitations are called to mind 0 to 30 days before.",
    )
    _workload_limit = models.Constraint(
        "CHECK(kooperacje_workload_limit BETWEEN 1 AND 50)",
        "A social worker helps at most 50 families (art. 110 ust. 11 u.p.s.): choose 1 to 50.",
    )
    _review_months = models.Constraint(
        "CHECK(kooperacje_review_months BETWEEN 1 AND 12)",
        "The local basket is reviewed at least once a year: choose 1 to 12 months.",
    )
    _assessment_months = models.Constraint(
        "CHECK(kooperacje_assessment_months BETWEEN 1 AND 6 AND kooperacje_assessment_months_small BETWEEN 1 AND 3)",
        "The situation is assessed at least every 6 months, and every 3 with a child under three. Choose less or the "
        "same.",
    )
    _aftercare_months = models.Constraint(
        "CHECK(kooperacje_aftercare_months BETWEEN 0 AND 60)", "After-care lasts at most 60 months.",
    )

    def _number_series(self, code, **values):
        """The office's series of numbers ``code``, counted on without gaps from 1 every year; made when missing.

        :param values: of the ``ir.sequence`` to make (``name``, ``prefix``, …); one that is there stays as it is, for
            an office may have changed it
        """
        self.ensure_one()
        # sudo: series belong to the office, not to the worker who draws a number; only the one of this code is read
        # or made.
        sequences = self.env["ir.sequence"].sudo().with_company(self)
        domain = [("code", "=", code), ("company_id", "=", self.id)]
        series = sequences.search(domain, limit=1)
        if not series:
            # Two who draw the first number of all must not make two series.
            serialise_on(self)
            series = sequences.create({
                "code": code, "company_id": self.id, "implementation": "no_gap", "use_date_range": True, **values,
            })
        return series

    def _draw_number(self, code, day, **values):
        """The next number of the office's series ``code`` on ``day``; see :meth:`_number_series`.

        Who draws waits for a colleague who has drawn and not saved yet. Core gives up at once instead, and gives the
        first number of a year twice when two draw it.
        """
        series = self._number_series(code, **values)
        serialise_on(series)
        return series.next_by_id(sequence_date=day)

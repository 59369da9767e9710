from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today

# Titles given by a court, which do not exist without its decision.
BY_DECISION = ("guardian", "curator", "foster")


class PersonRepresentation(models.Model):
    """Title by which one person acts for another: it belongs to the persons, not to a case, and lasts until it ends.

    Nobody signs for another without a title. A parent of full authority has one by law, in whichever household the
    parent lives; a court may limit, suspend or end it (art. 107, 110, 111 k.r.o.). A guardian (opiekun), a curator
    (kurator) and a foster parent act by a decision. A new partner or a grandparent has none (docs/law.md §9).
    """

    _name = "kooperacje.person.representation"
    _description = "Representation of a person"
    _inherit = ["kooperacje.person.data"]
    _order = "person_id, date_from desc, id desc"
    _rec_name = "kind"
    _fixed_fields = frozenset({"representative_id"})
    _system_fields = frozenset({"from_line"})

    representative_id = fields.Many2one(
        "kooperacje.person", "Who represents", required=True, index=True, ondelete="cascade",
        help="In the household of the person or in another.",
    )
    kind = fields.Selection(
        [("parent", "Parent"), ("guardian", "Guardian appointed by a court"),
         ("curator", "Curator appointed by a court"), ("foster", "Foster parent, by a decision")],
        "Title", required=True, default="parent",
    )
    authority = fields.Selection(
        [("full", "Full"), ("limited", "Limited by a court"), ("suspended", "Suspended"), ("deprived", "Deprived")],
        "Parental authority", required=True, default="full",
        help="A parent whose authority is not full does not sign for the child.",
    )
    decision = fields.Char("Court's decision", help="Court, date, file number and what was decided.")
    date_from = fields.Date("From", required=True, default=lambda self: office_today())
    date_to = fields.Date("Until", help="Last day. Empty while it lasts.")
    # Entered in the list of persons of a case; it ends when the entry there goes.
    from_line = fields.Boolean(readonly=True, export_string_translation=False)
    may_sign = fields.Boolean("Signs today", compute="_compute_may_sign")

    _dates_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "A representation cannot end before it begins.",
    )
    _two_persons = models.Constraint(
        "CHECK(person_id != representative_id)", "Nobody represents himself or herself. Choose another person.",
    )

    @api.depends("kind", "authority", "date_from", "date_to")
    def _compute_may_sign(self):
        today = office_today()
        # sudo: whether there is a decision on the same two persons.
        limited = self.sudo().search(
            self._in_force_domain(today) & self._persons_domain(self.person_id),
        )._limited()
        for title in self:
            title.may_sign = title._is_in_force(today) and title._gives(limited)

    def _limited(self):
        """``{(parent, child)}`` of those of the titles that say that the authority is not full."""
        return {(title.representative_id, title.person_id) for title in self if title.authority != "full"}

    def _gives(self, limited):
        """Whether the title lets sign. A decision on a parent goes before a line of earlier that was left open.

        :param limited: see :meth:`_limited`, of all titles of that day
        """
        self.ensure_one()
        return self.authority == "full" and (
            self.kind != "parent" or (self.representative_id, self.person_id) not in limited
        )

    def _is_in_force(self, day):
        self.ensure_one()
        return bool(self.date_from) and self.date_from <= day and (not self.date_to or self.date_to >= day)

    @api.model
    def _persons_domain(self, persons):
        return Domain("person_id", "in", persons.ids)

    @api.model
    def _in_force_domain(self, day):
        return Domain("date_from", "<=", day) & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))

    def _end(self, day):
        """End the titles with ``day``; one that began later has never been one."""
        begun = self.filtered(lambda title: title.date_from <= day)
        begun.date_to = day
        (self - begun).unlink()

    @api.constrains("kind", "authority", "decision", "from_line")
    def _check_title(self):
        for title in self:
            by_decision = title.kind in BY_DECISION or title.authority != "full"
            if by_decision and not title.from_line and not (title.decision or "").strip():
                raise ValidationError(self.env._(
                    "Enter the court's decision (court, date, file number): without it nobody signs for another by "
                    "this title, and no parent loses the right to sign.",
                ))
            if title.kind != "parent" and title.authority != "full":
                raise ValidationError(self.env._(
                    "Only a parent's authority is limited, suspended or ended. For another title enter the day until "
                    "which it lasts.",
                ))

    @api.constrains("person_id", "representative_id")
    def _check_persons(self):
        for title in self:
            if title.person_id.company_id != title.representative_id.company_id:
                raise ValidationError(self.env._(
                    "Both persons are registered in one office. Register the representative in the office of the case.",
                ))
            if title.representative_id.is_minor and title.kind != "parent":
                raise ValidationError(self.env._(
                    "%(person)s is under age and cannot represent anybody. Name an adult.",
                    person=title.representative_id.display_name,
                ))

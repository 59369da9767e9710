from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

LEADERS = "kooperacje.group_manager,kooperacje.group_network_worker"
# What the partnership of a commune needs the authorities of; those of both decide in one paper, or each in its own.
COVERED = {"commune": {"commune"}, "county": {"county"}, "both": {"commune", "county"}, "voivodeship": set()}
# Costs that count against the money that was secured.
SPENT = ("approved", "settled")


class AuthorityDecision(models.Model):
    """Key decision of authorities on the Model and on services (RUR-69): number, date and body that took it.

    The decision to implement the Model (R2, step 2.2) says whether the whole of it or elements (RUR-8, 85), and which
    councillors, animators and means go with it; where councillors are chosen later, that is a decision of its own
    (step 2.3, RUR-86). A decision may secure money, that for educational actions apart (RUR-181); what has been spent
    of it since then stands beside.

    It is prepared here for the authority to sign, or registered when it was taken elsewhere. Only a signed one opens a
    gate.
    """

    _name = "kooperacje.authority.decision"
    _description = "Decision of an authority"
    _inherit = ["kooperacje.document.term.mixin", "mail.thread"]
    _order = "partnership_id, signed_on desc, id desc"
    _fixed_fields = frozenset({"partnership_id"})
    _document_elsewhere_field = "is_external"

    name = fields.Char("In the matter of", required=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    subject = fields.Selection(
        [
            ("implementation", "Implementing the Model"), ("selection", "Choice of councillors and animators"),
            ("services", "Services"), ("money", "Securing money"), ("other", "Other"),
        ],
        "What about", required=True, default="implementation", index=True,
    )
    level = fields.Selection(
        [
            ("commune", "Commune"), ("county", "County"), ("both", "Commune and county together"),
            ("voivodeship", "Voivodeship"),
        ],
        "Authorities of", required=True, default="commune",
    )
    authority = fields.Char("Authority", required=True, help="Who decided, as printed: e.g. Council of the commune.")
    authority_number = fields.Char("Number", help="Number of the resolution, order or decision in its register.")
    is_external = fields.Boolean("Drawn up elsewhere", help="Only its signed copy is registered here.")
    content = fields.Text("What was decided")

    scope = fields.Selection(
        [("whole", "The whole Model"), ("elements", "Elements of the Model")], "What is implemented", default="whole",
        # RUR-8
        required=True, help="Communes decide to implement an element of the Model or the whole.",
    )
    scope_elements = fields.Text("Which elements")
    commune_councillor_ids = fields.Many2many(
        "res.partner", "kooperacje_decision_commune_councillor_rel", "decision_id", "partner_id",
        "Councillors of the commune", domain="[('is_company', '=', False)]",
    )
    county_councillor_ids = fields.Many2many(
        "res.partner", "kooperacje_decision_county_councillor_rel", "decision_id", "partner_id",
        "Councillors of the county", domain="[('is_company', '=', False)]",
    )
    commune_animator_id = fields.Many2one(
        "res.partner", "Animator of the commune", ondelete="restrict", domain="[('is_company', '=', False)]",
    )
    county_animator_id = fields.Many2one(
        "res.partner", "Animator of the county", ondelete="restrict", domain="[('is_company', '=', False)]",
    )

    means = fields.Text("Means and conditions", help="Posts, rooms, transport and money that go with the decision.")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    amount = fields.Monetary("Money secured")
    education_amount = fields.Monetary(
        # RUR-181
        "Of it for educational actions", help="Money for training and support of the team must be secured.",
    )
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    spent = fields.Monetary(
        "Spent", compute="_compute_spent", groups=LEADERS,
        help="Costs of the partnership approved and settled in that time.",
    )
    education_spent = fields.Monetary("Of it on training", compute="_compute_spent", groups=LEADERS)
    left = fields.Monetary("Amount left", compute="_compute_spent", groups=LEADERS)

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A decision cannot end before it begins. Correct “From” or “Until”.",
    )
    _amounts = models.Constraint(
        "CHECK(COALESCE(amount, 0) >= COALESCE(education_amount, 0) AND COALESCE(education_amount, 0) >= 0)",
        "Money for educational actions is a part of the money secured, and neither is negative.",
    )

    @api.depends("document_number", "name", "authority_number")
    def _compute_display_name(self):
        for decision in self:
            number = decision.authority_number or decision.document_number
            decision.display_name = f"{number}: {decision.name}" if number else decision.name

    @api.depends("amount", "date_from", "date_to", "signed_on", "partnership_id.cost_ids.amount",
                 "partnership_id.cost_ids.state", "partnership_id.cost_ids.date", "partnership_id.cost_ids.kind")
    def _compute_spent(self):
        """In the time of the decision, or since it was signed; drafts and those without money have spent nothing."""
        costs = self.env["kooperacje.cost"].search_fetch(
            [("partnership_id", "in", self.partnership_id.ids), ("state", "in", SPENT)],
            ["partnership_id", "date", "amount", "kind"],
        ).grouped("partnership_id")
        for decision in self:
            since = decision.date_from or decision.signed_on
            counted = costs.get(decision.partnership_id, self.env["kooperacje.cost"]).filtered(
                lambda cost, start=since, end=decision.date_to: start and cost.date >= start
                and (not end or cost.date <= end)
            ) if decision.amount else self.env["kooperacje.cost"]
            decision.spent = sum(counted.mapped("amount"))
            decision.education_spent = sum(counted.filtered(lambda cost: cost.kind == "training").mapped("amount"))
            decision.left = decision.amount - decision.spent

    @api.constrains("commune_councillor_ids", "county_councillor_ids", "commune_animator_id", "county_animator_id")
    def _check_people(self):
        for decision in self:
            people = (
                decision.commune_councillor_ids | decision.county_councillor_ids | decision.commune_animator_id
                | decision.county_animator_id
            )
            institution = people.filtered("is_company")[:1]
            if institution:
                raise ValidationError(self.env._(
                    "%(name)s is an institution. Choose the councillor or the worker.", name=institution.name,
                ))

    # ------------------------------------------------------------------
    # Document
    # ------------------------------------------------------------------

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "name", "partnership_id", "subject", "level", "authority", "authority_number", "is_external", "content",
            "scope", "scope_elements", "commune_councillor_ids", "county_councillor_ids", "commune_animator_id",
            "county_animator_id", "means", "amount", "education_amount", "date_from", "date_to",
        }

    def _document_check_issuable(self):
        """:raises UserError: elements that are not named, a choice that names nobody, a matter without its text"""
        result = super()._document_check_issuable()
        for decision in self:
            if decision.subject == "implementation":
                if decision.scope == "elements" and not (decision.scope_elements or "").strip():
                    # RUR-8
                    raise UserError(self.env._("Write in “Which elements” what of the Model is implemented."))
            elif decision.subject == "selection":
                if not (decision.commune_councillor_ids or decision.county_councillor_ids):
                    # RUR-86
                    raise UserError(self.env._("Name the councillors who were chosen."))
            elif not (decision.content or "").strip() and not decision.is_external:
                raise UserError(self.env._("Write in “What was decided” what the authority decides."))
        return result

    def _document_register_signature(self, signed_on, kind, file=None, filename=None, checked=None):
        """:raises UserError: as the document's own; the number that the authority gave it is missing (RUR-69)"""
        for decision in self:
            if decision.is_external and not (decision.authority_number or "").strip():
                raise UserError(self.env._("Enter the number that %(body)s gave to its decision.",
                                           body=decision.authority))
        return super()._document_register_signature(signed_on, kind, file, filename, checked)

    def _of_cycle(self):
        """The signed ones of the present cycle of their partnership."""
        return self.filtered(
            lambda decision: decision.document_state == "signed" and (
                decision.partnership_id.cycle == 1 or not decision.partnership_id.cycle_start
                or decision.signed_on >= decision.partnership_id.cycle_start
            )
        )

    def action_take_animators(self):
        """Name the animators of the partnership in the draft."""
        self.ensure_one()
        self.check_access("write")
        self._document_check_editable()
        partnership = self.partnership_id
        self.write({
            "commune_animator_id": partnership.commune_animator_id.id,
            "county_animator_id": partnership.county_animator_id.id,
        })
        return True

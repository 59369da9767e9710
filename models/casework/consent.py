from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.signing import COSIGN_AGE, capacity_in, gaps, household_speaks

SEEN_BY = "kooperacje.group_social_worker,kooperacje.group_manager"


class Consent(models.Model):
    """Consent paper of a case (tool 14, parts G and H): one signing, with its separate statements.

    Consent to work by the method and consents to share data are statements of their own, each dated, each
    withdrawable alone (docs/law.md §4). A statement counts only once the paper is signed; from then on the paper never
    changes: a narrower or wider consent is a new paper, which takes the place of the old statements it repeats.
    """

    _name = "kooperacje.consent"
    _description = "Consent"
    _inherit = ["kooperacje.document.mixin", "mail.thread", "kooperacje.access.source", "kooperacje.case.data",
                "kooperacje.case.code"]
    _order = "id desc"
    _rec_name = "document_number"
    _system_fields = frozenset({"company_id"})
    _fixed_fields = frozenset({"case_id"})
    _access_fields = frozenset({"case_id", "document_state"})

    # The register of consents: numbers, states and dates, not who signed what.
    _neutral_fields = frozenset({"display_name", "case_code"})
    _words_of_children = frozenset({"child_opinion"})

    # Searched under the rules of messages, which the data-protection officer does not read; see the case.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    signer_ids = fields.Many2many("kooperacje.person", string="Signed by", groups=SEEN_BY)
    signed_copy = fields.Binary(groups=SEEN_BY)
    signed_copy_filename = fields.Char(groups=SEEN_BY)
    signature_reading = fields.Text(groups=SEEN_BY)
    signature_report = fields.Html(groups=SEEN_BY)
    signature_checked = fields.Char(groups=SEEN_BY)
    document_pdf = fields.Binary(groups=SEEN_BY)
    information_given = fields.Boolean(
        help="The person was told what a task team is, that it is voluntary, how to withdraw, who will see which data.",
    )
    clause_given = fields.Boolean("Information clause handed over (art. 13 RODO)")
    child_opinion = fields.Text("Opinion of the child", help="If the child is able to express it.", groups=SEEN_BY)
    statement_ids = fields.One2many("kooperacje.consent.statement", "consent_id", "Statements")

    @api.constrains("signer_ids")
    def _check_signers(self):
        for consent in self:
            if consent.signer_ids - consent.case_id.case_person_ids.person_id:
                raise ValidationError(self.env._(
                    "Only persons of the case sign its consent. Add the person to the case first.",
                ))

    @api.depends("document_number", "case_id.name")
    def _compute_display_name(self):
        # sudo: the code of the case is no name; the data-protection officer reads consents without reading cases.
        for consent in self:
            consent.display_name = consent.document_number or self.env._(
                "Draft consent of %(case)s", case=consent.case_id.sudo().name,
            )

    def write(self, vals):
        if not self.env.su and {"signer_ids", "information_given", "clause_given", "child_opinion"} & vals.keys():
            self._check_not_signed()
        return super().write(vals)

    def _check_not_signed(self):
        if any(consent.document_state in ("signed", "void") for consent in self):
            raise UserError(self.env._(
                "A signed consent stays as it was signed. To end it, withdraw it; to change it, record a new consent.",
            ))

    # Document

    def _document_check_issuable(self):
        super()._document_check_issuable()
        if any(not consent.statement_ids for consent in self):
            raise UserError(self.env._("The consent holds no statement. Enter what the family is asked for."))

    def _missing_for_signing(self, signed_on):
        """What the paper lacks to be a valid consent, as a list of texts that say what to do."""
        self.ensure_one()
        missing = []
        if not self.signer_ids:
            missing.append(self.env._("who signed: choose the adults of the household"))
        granted = self.statement_ids.filtered("is_granted")
        if granted and not (self.information_given and self.clause_given):
            missing.append(self.env._(
                "the information and the clause given to the family before it decided: tick both",
            ))
        day = signed_on or office_today()
        dead = self.signer_ids.filtered(lambda person: person.death_date and person.death_date < day)
        if dead:
            missing.append(self.env._(
                "a signature of the living: %(persons)s had died by that day. Take the name away",
                persons=", ".join(dead.mapped("display_name")),
            ))
        if granted:
            missing += self._missing_signatures(day)
        elif self.signer_ids and not self._household_speaks(day):
            missing.append(self.env._(
                "the signature of somebody of the household, or of a representative: nobody else refuses for it",
            ))
        refused_method = self.statement_ids.filtered(lambda one: one.kind == "method" and not one.is_granted)
        if refused_method and granted:
            missing.append(self.env._(
                "an answer that agrees with itself: whoever refuses to work with a team shares nothing with it. "
                "Enter “No” for the rest as well",
            ))
        for statement in granted.filtered(lambda statement: statement.kind == "sharing" and not statement.scope_ids):
            missing.append(self.env._(
                "the scope of data shared with %(institution)s", institution=statement.institution_id.name,
            ))
        if signed_on and any(statement.date_to < signed_on for statement in granted):
            missing.append(self.env._("a date until which the consent is valid, later than the signing"))
        return missing

    def _missing_signatures(self, day):
        """Signatures that the law asks for beside those there are (``kernels.signing``), as texts with what to do.

        :param day: of signing: ages and titles count as they were then
        """
        self.ensure_one()
        texts = {
            "not_able": self.env._(
                "%(person)s cannot sign alone: take the signature away; the parent, guardian or curator signs",
            ),
            "own": self.env._("the signature of %(person)s, who is old enough to sign beside the representative"),
            "representative": self.env._("the signature of the parent, guardian or curator of %(person)s"),
            "no_representative": self.env._(
                "a representative of %(person)s: add the parent, guardian or curator to the persons of the case, and "
                "enter the title on the page of %(person)s",
            ),
        }
        persons = {line.person_id.id: line.person_id for line in self.case_id.case_person_ids}
        parties = self.case_id.case_person_ids._parties(day)
        found = gaps(parties, self.signer_ids.ids, self.company_id.kooperacje_cosign_age or COSIGN_AGE)
        missing = [texts[problem] % {"person": persons[key].display_name} for problem, key in found]
        if self.signer_ids and not self._household_speaks(day):
            missing.append(self.env._(
                "the signature of somebody of the household, or of a representative: nobody else shares its data",
            ))
        return missing

    def _household_speaks(self, day):
        self.ensure_one()
        return household_speaks(
            self.case_id.case_person_ids._parties(day), self.signer_ids.ids,
            self.company_id.kooperacje_cosign_age or COSIGN_AGE,
        )

    def _signs_for(self, signer):
        """Names of the people for whom ``signer`` signs beside himself, for the signature block of the paper."""
        self.ensure_one()
        parties = self.case_id.case_person_ids._parties(self.signed_on)
        party = next((one for one in parties if one.key == signer.id), None)
        _itself, keys = capacity_in(party, set(self.signer_ids.ids), parties) if party else (True, [])
        in_household = self.case_id.case_person_ids.filtered("in_household").person_id
        return in_household.filtered(lambda person: person.id in keys)

    def _document_register_signature(self, signed_on, kind, file=None, filename=None, checked=None):
        self.ensure_one()
        missing = self._missing_for_signing(fields.Date.to_date(signed_on))
        if missing:
            raise UserError(self.env._(
                "The consent cannot be recorded as signed yet. Missing:\n%(missing)s",
                missing="\n".join(f"– {text}" for text in missing),
            ))
        return super()._document_register_signature(signed_on, kind, file, filename, checked)

    def _on_document_signed(self):
        """The statements count from the day of signing on and take their place among those on the same matter."""
        super()._on_document_signed()
        # superuser: the caller has registered the signature; statements and earlier papers are the system's.
        for consent in self.sudo():
            # The method last: its refusal ends what was shared before, whatever stands on this paper.
            for statement in consent.statement_ids.sorted(lambda one: one.kind == "method"):
                statement.write({"date_from": max(statement.date_from, consent.signed_on)})
                statement._take_place()
            of_method = consent.statement_ids.filtered(lambda statement: statement.kind == "method")
            case = consent.case_id
            # Who signs anew shares anew.
            again = case.case_person_ids.filtered(
                lambda line, consent=consent: line.taken_back_on and line.person_id in consent.signer_ids
                and line.taken_back_on <= consent.signed_on
            )
            if again and of_method.is_granted:
                again.taken_back_on = False
            if of_method and not of_method.is_granted:
                if case._missing_consent():
                    case._end_of_consent()
            elif (
                of_method.state in ("valid", "pending") and case.phase in ("recognition", "qualification")
                and not case._gate_missing("consent")
            ):
                case._move_to_phase("consent")

    def _on_document_voided(self):
        """A void paper counts as never signed: what it had replaced is in force again, as the family left it.

        What the family withdrew by itself stays withdrawn, on whichever paper it stood. A team that was put on hold
        stays so until the case manager takes the work up again.
        """
        super()._on_document_voided()
        # superuser: as above. Without the paper the method has lost its ground.
        voided = self.sudo().filtered("signed_on")
        for consent in voided:
            revived = consent.statement_ids._give_place_back()
            if revived:
                told = consent.case_id._in_office_language()
                told.message_post(body=told.env._(
                    "Consent %(number)s is void. In force again, as before it: %(statements)s.",
                    number=consent.document_number,
                    statements=", ".join(revived.with_env(told.env).mapped("display_name")),
                ))
        voided.case_id.filtered(lambda case: case._missing_consent())._end_of_consent()

    def action_withdraw(self):
        self.ensure_one()
        return self.case_id._open_wizard(
            "kooperacje.consent.withdrawal", self.env._("Withdraw the consent"),
        )

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels import blue_card
from odoo.addons.kooperacje.models.access.serialise import serialise_on

# What the program does with personal data, proposed to each office in Polish: it prints and signs it. The models say
# which data each activity holds.
PROPOSED = (
    {
        "code": "casework", "name": "Praca socjalna z osobami i rodzinami w sprawach",
        "purpose": "Pomoc osobom i rodzinom, praca socjalna, karta aktywności, monitoring po zakończeniu wsparcia",
        "legal_basis": "art. 6 ust. 1 lit. c i e, art. 9 ust. 2 lit. b i h RODO; art. 100 ust. 2 ustawy "
                       "o pomocy społecznej",
        "person_kinds": "Osoby i rodziny korzystające z pomocy, ich opiekunowie i osoby bliskie",
        "recipients": "Brak stałych odbiorców; inne instytucje za zgodą osoby",
        # And all other data of cases, models added later too: see ``_models_of``.
        "models": ("kooperacje.person", "kooperacje.case"),
    }, {
        "code": "team", "name": "Zadaniowe zespoły kooperacyjne (ZZK)",
        "purpose": "Wspólna pomoc kilku instytucji jednej rodzinie: zespół, plan, posiedzenia, koszyk usług",
        "legal_basis": "art. 6 ust. 1 lit. a i e, art. 9 ust. 2 lit. a RODO (zgoda na udostępnienie danych)",
        "person_kinds": "Osoby i rodziny, które zgodziły się na pracę metodą; członkowie zespołów i goście posiedzeń",
        "recipients": "Instytucje członków zespołu – w zakresie i na czas zgody",
        "models": (
            "kooperacje.consent", "kooperacje.consent.statement", "kooperacje.team", "kooperacje.team.member",
            "kooperacje.team.statement", "kooperacje.plan", "kooperacje.plan.action", "kooperacje.plan.service",
            "kooperacje.goal", "kooperacje.goal.rating", "kooperacje.referral", "kooperacje.meeting",
            "kooperacje.meeting.agenda", "kooperacje.meeting.participant", "kooperacje.decision",
            "kooperacje.secrecy.undertaking", "kooperacje.closing.survey",
        ),
    }, {
        "code": "staff", "name": "Role, upoważnienia i oświadczenia o poufności",
        "purpose": "Nadawanie dostępu do spraw i dokumentowanie upoważnień",
        "legal_basis": "art. 6 ust. 1 lit. c, art. 29 i 32 ust. 4 RODO; art. 100 ust. 6 ustawy o pomocy społecznej",
        "person_kinds": "Pracownicy ośrodka i instytucji partnerskich", "recipients": "Brak",
        "models": ("kooperacje.role.assignment", "kooperacje.role.paper"),
    }, {
        "code": "partnership", "name": "Partnerski zespół kooperacyjny (PZK)",
        "purpose": "Współpraca instytucji: członkostwo, porozumienia, karty usług, lokalny koszyk usług",
        "legal_basis": "art. 6 ust. 1 lit. e RODO; art. 2 ust. 2 ustawy o pomocy społecznej",
        "person_kinds": "Przedstawiciele i pracownicy instytucji, liderzy społeczni",
        "recipients": "Członkowie partnerstwa, ośrodek regionalny",
        "models": (
            "kooperacje.membership", "kooperacje.agreement", "kooperacje.appointment", "kooperacje.service.card",
            "kooperacje.leader.person", "kooperacje.network.contact",
        ),
    }, {
        "code": "rights", "name": "Żądania osób, wnioski o informacje, ograniczenia i naruszenia",
        "purpose": "Wykonanie praw osób i rozliczalność administratora",
        "legal_basis": "art. 6 ust. 1 lit. c, art. 12–22 i 33 RODO; art. 105 ustawy o pomocy społecznej",
        "person_kinds": "Osoby, które wystąpiły z żądaniem, ich przedstawiciele; osoby, których dotyczą wnioski",
        "recipients": "Prezes Urzędu Ochrony Danych Osobowych – na jego wezwanie",
        "models": (
            "kooperacje.subject.request", "kooperacje.restriction", "kooperacje.breach",
            "kooperacje.information.request",
        ),
    }, {
        "code": "log", "name": "Dziennik dostępu do danych rodzin",
        "purpose": "Bezpieczeństwo i rozliczalność: kto, kiedy i w jaki sposób czytał dane",
        "legal_basis": "art. 6 ust. 1 lit. c, art. 5 ust. 2 i art. 32 RODO; Krajowe Ramy Interoperacyjności",
        "person_kinds": "Użytkownicy programu; sprawy i osoby pod numerem", "recipients": "Brak",
        "models": ("kooperacje.read.log",),
    },
)
MEASURES = (
    "Dostęp wyłącznie na podstawie roli, upoważnienia i oświadczenia o poufności; innych instytucji – tylko w zakresie "
    "i na czas zgody rodziny; dziennik odczytów, którego nie można zmienić; szyfrowane połączenie; ograniczenie "
    "i usuwanie danych na żądanie i po upływie okresu przechowywania."
)


class ProcessingActivity(models.Model):
    """Register of processing activities of the office (art. 30 RODO).

    The program proposes what it does itself; the office completes it and adds what it does elsewhere.
    """

    _name = "kooperacje.processing.activity"
    _description = "Processing activity"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.printed", "mail.thread"]
    _order = "company_id, sequence, id"
    _fixed_fields = frozenset({"company_id"})
    _system_fields = frozenset({"code"})

    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company,
    )
    code = fields.Char(readonly=True, copy=False, export_string_translation=False)
    sequence = fields.Integer(default=10)
    name = fields.Char("Activity", required=True)
    purpose = fields.Text(required=True)
    legal_basis = fields.Text(required=True)
    person_kinds = fields.Text("Kinds of persons", required=True)
    data_kinds = fields.Text("Kinds of data", required=True)
    recipients = fields.Text("Kinds of recipients")
    transfers = fields.Text("Transfers to third countries")
    kept = fields.Text("How long it is kept")
    measures = fields.Text("Technical and organisational measures")
    joint_controller = fields.Char("Joint controller or processor", help="Name and contact, if there is one.")
    reviewed_on = fields.Date("Reviewed on")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL", "This activity has been proposed to the office already.",
    )

    def action_propose(self):
        """Whichever lines are marked: add what the program does and the register of the office does not say yet.

        :raises UserError: nothing is missing
        """
        self.check_access("create")
        company = self.env.company
        serialise_on(company.partner_id)
        known = self.with_context(active_test=False).search([("company_id", "=", company.id)]).mapped("code")
        missing = [one for one in PROPOSED if one["code"] not in known]
        if not missing:
            raise UserError(self.env._(
                "All that the program does stands in the register. Compare it with your own work.",
            ))
        # In Polish, for it is printed; models are named as the office reads them.
        told = self.with_context(lang=self._print_lang())
        self._unguarded().create([{
            "company_id": company.id, "sequence": 10 * number,
            **{name: value for name, value in one.items() if name != "models"},
            "data_kinds": ", ".join(dict.fromkeys(told._kinds_of(one))),
            "transfers": "Nie dotyczy", "measures": MEASURES,
            "kept": "Według jednolitego rzeczowego wykazu akt ośrodka",
        } for number, one in enumerate(missing, 1)])
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _kinds_of(self, proposed):
        """What the activity holds, as the office calls it; of the mark that no paper tells nothing is said."""
        names = [self.env["ir.model"]._get(model).name for model in self._models_of(proposed)]
        return [name for name in names if not blue_card.names(name)]

    @api.model
    def _models_of(self, proposed):
        """Names of the models that the activity holds data in: what no other names of a case is in ``casework``."""
        if proposed["code"] != "casework":
            return proposed["models"]
        named = {name for one in PROPOSED for name in one["models"]}
        rest = [name for name in self.env["kooperacje.case.data"]._case_data_models() if name not in named]
        return (*proposed["models"], *rest)

    def _document_title(self):
        return self.env._("Register of processing activities")

    @api.readonly
    def action_print_register(self):
        """:raises UserError: the register is empty"""
        activities = self or self.search(Domain.TRUE)
        if not activities:
            raise UserError(self.env._("The register is empty. Press “Propose from the program” first."))
        activities.check_access("read")
        first = self.union(*(group[:1] for group in activities.grouped("company_id").values()))
        return self.env.ref("kooperacje.report_processing_activity_register").report_action(first)

    def _register_rows(self):
        self.ensure_one()
        return self.search([("company_id", "=", self.company_id.id)])

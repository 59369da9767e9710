from odoo import Command, models

# Who signs the agreement of continuation: party, name, function, capacity.
SIGNATORIES = [
    ("powiat", "Zbigniew Makieta", "Starosta", "party"),
    ("powiat", "Barbara Makieta", "Skarbnik powiatu", "treasurer"),
    ("gmina_malkinia", "Bożena Makieta", "Wójt", "party"),
    ("gmina_malkinia", "Irena Makieta", "Skarbnik gminy", "treasurer"),
]


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_papers(self):
        """The county's agreement on the next cycle, issued and waiting for signatures."""
        Agreement = self._as("maria", "kooperacje.agreement")
        agreement = Agreement.create({
            "name": "Kontynuacja wdrażania Modelu Kooperacji w gminie Małkinia Górna", "kind": "county",
            "company_id": self._ref("company_malkinia").id, "date_from": self._day(30).replace(day=1),
            "partnership_ids": [Command.set(self._ref("pzk_malkinia").ids)],
            "party_ids": [Command.set((self._ref("powiat") | self._ref("gmina_malkinia")).ids)],
            "amount": 18500.5, "amount_purpose": "koszty dojazdów, szkoleń i projektów socjalnych",
            "provisions": "Spotkania PZK odbywają się w Gminnym Ośrodku Kultury.",
            "signatory_ids": [
                Command.create({
                    "sequence": number, "party_id": self._ref(party).id, "name": name, "function": function,
                    "capacity": capacity,
                }) for number, (party, name, function, capacity) in enumerate(SIGNATORIES, start=1)
            ],
        })
        agreement.action_issue()
        self._load_authorisation()
        self._load_role_papers()
        self._load_appointments()
        self._load_references()

    def _load_authorisation(self):
        """Będzin asks its mayor to extend the authorisation: the papers wait for the signature."""
        partnership = self._ref("pzk_bedzin")
        staff = partnership.leader_id.child_ids.filtered(lambda contact: not contact.is_company)
        head = staff.filtered("is_decision_maker")[:1] or staff[:1]
        self._as("teresa", "kooperacje.authorisation").create({
            "partnership_id": partnership.id, "authority": "Prezydent Miasta Będzina",
            "person_id": head.id, "person_function": head.function or "dyrektor ośrodka",
            "conditions": "Zasięg: całe miasto.\nKadra: jeden pracownik ds. sieci.\n"
                          "Sprawozdanie dla Prezydenta raz w roku.",
            "note_need": "Wiele rodzin korzysta jednocześnie z pomocy kilku instytucji, które nie znają nawzajem "
                         "swoich działań.",
            "note_figures": "Z oceny zasobów: 214 rodzin z co najmniej trzema powodami przyznania pomocy.",
            "note_partners": "PCPR, powiatowy urząd pracy, poradnia psychologiczno-pedagogiczna, szkoły, policja, "
                             "organizacje pozarządowe.",
            "note_cost": "Bez nowych etatów; koszt spotkań w ramach budżetu ośrodka.",
        })

    def _load_role_papers(self):
        """Authorisations and undertakings of secrecy: two in force, one waiting for its signature, one in preparation.

        The roles bear numbers and dates of papers from before the program; these are the next ones.
        """
        signed, issued, _draft = self._as("maria", "kooperacje.role.paper").create([
            {"role_id": self._ref(f"role_{login}_specialist_malkinia").id, "kind": kind}
            for login, kind in (("monika", "authorisation"), ("marek", "authorisation"), ("katarzyna", "authorisation"))
        ])
        self._sign(signed, self._day(0))
        issued.action_issue()
        secrecy = self._as("maria", "kooperacje.role.paper").create({
            "role_id": self._ref("role_monika_specialist_malkinia").id, "kind": "secrecy",
        })
        self._sign(secrecy, self._day(0))

    def _load_appointments(self):
        """The animator of the commune is entrusted with the function; for next year the team is set up by an order."""
        partnership = self._ref("pzk_malkinia")
        entrusted, _order = self._as("maria", "kooperacje.appointment").create([{
            "partnership_id": partnership.id, "subject": "commune_animator", "authority": "Kierownik OPS",
            "authority_name": self._ref("user_maria").name, "person_id": partnership.commune_animator_id.id,
            "engagement": "combined", "post_fraction": 0.25, "date_from": self._day(-60),
            "relief": "Część terenu przejmuje drugi pracownik socjalny.",
        }, {
            "partnership_id": partnership.id, "kind": "order", "subject": "team", "date_from": self._day(30),
            "authority": "Wójt Gminy Małkinia Górna", "authority_name": "Bożena Makieta",
        }])
        self._sign(entrusted, self._day(-60))

    def _load_references(self):
        """The voivodeship team thanks an association, and prepares a reference for the partnership (R14)."""
        given, _prepared = self._as("weronika", "kooperacje.reference").create([{
            "partnership_id": self._ref("wzk").id, "institution_id": self._ref("ngo").id,
            "merit": "Za wolontariuszy, którzy od pierwszego dnia towarzyszą rodzinom, i za punkt spotkań otwarty dla "
                     "wszystkich instytucji partnerstwa.",
            "awarded_on": self._day(-40), "session": "posiedzenie Wojewódzkiego Zespołu Kooperacyjnego",
        }, {
            "partnership_id": self._ref("wzk").id, "team_id": self._ref("pzk_malkinia").id,
            "merit": "Za wytrwałe budowanie współpracy instytucji gminy i powiatu.",
        }])
        self._sign(given, self._day(-39))

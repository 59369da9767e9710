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

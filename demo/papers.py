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

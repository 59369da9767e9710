
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


class BasketCommon(KooperacjeCommon):
    """The school's card on its way into the basket of Małkinia."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school.vat = "8567346215"
        # The day it is in the office, which near midnight is not that of the server.
        cls.today = office_today()
        cls.Card = cls.env["kooperacje.service.card"]
        cls.Service = cls.env["kooperacje.service"]
        cls.need_poverty = cls.env.ref("kooperacje.need_7_1")
        cls.need_disability = cls.env.ref("kooperacje.need_7_5")
        # A coordinator of another institution, and the network worker of the office next door.
        cls.kamil = cls._user("kamil", cls.ppp, "coordinator")
        cls.nadia = cls._user("nadia", cls.gops_nur, "network_worker", company=cls.company_nur)

    @classmethod
    def _card(cls, user=None, services=("Świetlica", "Logopeda"), **values):
        """A card ready to be submitted, filled in by the school's coordinator."""
        user = user or cls.ewa
        return cls.Card.with_user(user).create({
            "partnership_id": cls.partnership.id, "institution_id": cls.school.id, "terms_accepted": True,
            "declared_by": "Jan Nowak, dyrektor",
            "service_ids": [(0, 0, {"name": name, "fee": "free"}) for name in services],
            **values,
        })

    @classmethod
    def _verified_card(cls, **kwargs):
        card = cls._card(**kwargs)
        card.action_submit()
        card.with_user(cls.piotr).action_verify()
        cls.env.flush_all()
        return card

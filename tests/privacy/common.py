from datetime import timedelta

from odoo import Command

from odoo.addons.kooperacje.tests.common import KooperacjeCommon


class PrivacyCommon(KooperacjeCommon):
    """The Kowalski family of Małkinia: Anna's case, and a task team with Tomasz (PPP), Zofia (NGO) and Jan (OPS).

    The family agreed to the method and to sharing with the PPP. Its consent to share with the association, where
    Zofia works, was withdrawn yesterday.
    Records are made straight in the state the tests start from; the ways that lead there are other rooms' tests.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env["kooperacje.access"]._today()
        cls.yesterday = cls.today - timedelta(days=1)
        cls.tomorrow = cls.today + timedelta(days=1)
        cls.next_year = cls.today + timedelta(days=365)
        Stage = cls.env["kooperacje.case.stage"]
        cls.stage = Stage.search([], limit=1) or Stage.create({"name": "Rozpoznanie"})
        cls.person = cls._person("Kowalska", "Halina")
        cls.case = cls._case(cls.anna, cls.person)
        cls.consent = cls._consent(cls.case, cls.ppp, cls.ngo)
        cls.method = cls.consent.statement_ids.filtered(lambda s: s.kind == "method")
        cls.sharing = cls.consent.statement_ids.filtered(lambda s: s.institution_id == cls.ppp)
        cls.team = cls._team(cls.case, cls.tomasz, cls.zofia, cls.jan)
        (cls.consent.statement_ids - cls.method - cls.sharing).withdrawn_on = cls.yesterday

    @classmethod
    def _person(cls, last_name, first_name, company=None):
        return cls.env["kooperacje.person"].create({
            "last_name": last_name, "first_name": first_name, "company_id": (company or cls.company).id,
        })

    @classmethod
    def _case(cls, manager, person=None, partnership=None, **values):
        case = cls.env["kooperacje.case"].create({
            "partnership_id": (partnership or cls.partnership).id, "user_id": manager.id,
            "need_words": "Córka nie chodzi do szkoły", **values,
        })
        if person:
            cls.env["kooperacje.case.person"].create({"case_id": case.id, "person_id": person.id})
        return case

    @classmethod
    def _team(cls, case, *users, state="active"):
        institutions = {user: user.partner_id.parent_id for user in users}
        return cls.env["kooperacje.team"].create({
            "case_id": case.id, "state": state,
            "member_ids": [Command.create({
                "institution_id": institutions[user].id, "partner_id": user.partner_id.id, "state": "accepted",
                "date_from": cls.today - timedelta(days=30),
            }) for user in users],
        })

    @classmethod
    def _consent(cls, case, *institutions, state="signed", scopes=None, **values):
        """A consent to the method and to sharing with ``institutions``: all scopes of data, unless named."""
        scopes = cls.env["kooperacje.data.scope"].search([]) if scopes is None else scopes
        dates = {"date_from": cls.today - timedelta(days=30), "date_to": cls.next_year, **values}
        return cls.env["kooperacje.consent"].create({
            "case_id": case.id, "document_state": state,
            "statement_ids": [Command.create({"kind": "method", **dates})] + [
                Command.create({
                    "kind": "sharing", "institution_id": institution.id, "scope_ids": [Command.set(scopes.ids)],
                    **dates,
                })
                for institution in institutions
            ],
        })

    def _readers(self, case=None):
        """Logins that hold a row of the access relation valid today."""
        case = case or self.case
        return {
            row.user_id.login.removesuffix(".test") for row in case.access_ids
            if row.valid_from <= self.env["kooperacje.access"]._today() <= row.valid_until
        }

    def _can_read(self, user, case=None):
        """What the two booleans say, in a search and on the record; they must agree."""
        case = (case or self.case).with_user(user).sudo()
        found = bool(case.search_count([("id", "=", case.id), ("user_can_read", "=", True)]))
        self.assertEqual(found, case.user_can_read, "search and record disagree")
        self.assertEqual(bool(case.filtered_domain([("user_can_read", "=", True)])), found)
        return found

    def _can_write(self, user, case=None):
        case = (case or self.case).with_user(user).sudo()
        found = bool(case.search_count([("id", "=", case.id), ("user_can_write", "=", True)]))
        self.assertEqual(found, case.user_can_write, "search and record disagree")
        return found

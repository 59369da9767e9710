import gc
import hashlib
import json
from contextlib import contextmanager
from pathlib import Path

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.tests import TransactionCase

LONG_AGO = fields.Date.to_date("2020-01-01")
# Of a database in which the office stands: the parameter, and the context in which it was founded.
STANDING = "kooperacje_tests.office"
QUIETLY = {"tracking_disable": True, "no_reset_password": True}


class KooperacjeCommon(TransactionCase):
    """The office the tests tell of: OPS Małkinia Górna in the county of Ostrów, and GOPS Nur next door.

    Anna runs cases in Małkinia, Jan is her colleague, Maria is the head, Piotr the network worker. Ewa coordinates
    for the school, Tomasz is a psychologist of the counselling centre (PPP), Zofia works in an association,
    Robert at the regional centre, Irena is the data-protection officer, Adam the administrator of access.
    Urszula of the university evaluates the partnership from outside. Bogna of PCPR is the animator of the county: the
    commune has acceded, Anna is its own animator.
    Olga runs cases in Nur and has nothing to do with Małkinia.

    To found it takes longer than most tests, so `make test` does it once, in the database that its shards copy
    (:meth:`stand_office`). A class finds it there by its records; where it does not stand, each class founds it.
    """

    def setUp(self):
        """Core finds an environment again, with all it knows of its user, until Python has collected it: how many
        queries a step costs must not depend on when that is.
        """
        gc.disable()
        self.addCleanup(gc.enable)
        # Last, for what is cleaned up there is asked for by its place (``two_at_once``).
        super().setUp()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **QUIETLY})
        if not cls._find_office():
            cls._found_office()
        # One user per role of the office, for tests that walk the roles.
        cls.user_by_role = {
            "social_worker": cls.anna, "network_worker": cls.piotr, "manager": cls.maria, "coordinator": cls.ewa,
            "specialist": cls.tomasz, "regional": cls.robert, "dpo": cls.irena, "admin": cls.adam,
            "evaluator": cls.urszula, "county_animator": cls.bogna,
        }
        # Without the evaluator, who comes from outside and is engaged nowhere.
        cls.engaged_by_role = {role: user for role, user in cls.user_by_role.items() if role != "evaluator"}

    @staticmethod
    def _plan_of_office():
        """What the office is founded by: one founded by another plan is not that which the tests tell of."""
        return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]

    @classmethod
    def stand_office(cls, cr):
        """Found the office in a database that is for tests alone; the caller commits."""

        class Founder(KooperacjeCommon):
            env = api.Environment(cr, SUPERUSER_ID, QUIETLY)

        Founder._found_office()
        records = {
            name: [value._name, value.ids] for name, value in vars(Founder).items() if isinstance(value, BaseModel)
        }
        standing = {"plan": cls._plan_of_office(), "records": records}
        Founder.env["ir.config_parameter"].set_param(STANDING, json.dumps(standing))
        Founder.env.flush_all()

    @classmethod
    def _find_office(cls):
        """Whether the office stands in this database; its records are then attributes of the class."""
        cls.cr.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [STANDING])
        if not (row := cls.cr.fetchone()):
            return False
        standing = json.loads(row[0])
        if standing["plan"] != cls._plan_of_office():
            raise AssertionError("tests/common.py has changed since this database was made: run with RESET=1.")
        for name, (model, ids) in standing["records"].items():
            setattr(cls, name, cls.env[model].browse(ids))
        return True

    @classmethod
    def _found_office(cls):
        cls.voivodeship = cls._area("14", "mazowieckie")
        cls.county = cls._area("1416", "powiat ostrowski")
        cls.commune = cls._area("1416052", "Małkinia Górna")
        cls.commune_nur = cls._area("1416062", "Nur")

        cls.sector_help = cls._sector("A", "Pomoc i integracja społeczna")
        cls.sector_education = cls._sector("B", "Edukacja i wychowanie")
        cls.sector_civic = cls._sector("H", "Aktywność społeczna")
        cls.type_ops = cls._institution_type("OPS", cls.sector_help, can_lead=True)
        cls.type_pcpr = cls._institution_type("PCPR", cls.sector_help, is_strategic=True)
        cls.type_rops = cls._institution_type("ROPS", cls.sector_help, is_regional=True)
        cls.type_school = cls._institution_type("SZKOLA", cls.sector_education)
        cls.type_ppp = cls._institution_type("PPP", cls.sector_education)
        cls.type_ngo = cls._institution_type("NGO", cls.sector_civic)

        cls.company = cls._office("OPS w Małkini Górnej (test)", cls.commune)
        cls.company_nur = cls._office("GOPS w Nurze (test)", cls.commune_nur)
        cls.ops = cls.company.partner_id
        cls.gops_nur = cls.company_nur.partner_id
        cls.pcpr = cls._institution("PCPR w Ostrowi (test)", cls.type_pcpr, cls.county)
        cls.rops = cls._institution("ROPS (test)", cls.type_rops, cls.voivodeship)
        cls.school = cls._institution("Szkoła w Małkini (test)", cls.type_school, cls.commune)
        cls.ppp = cls._institution("PPP w Ostrowi (test)", cls.type_ppp, cls.county)
        cls.ngo = cls._institution("Stowarzyszenie Most (test)", cls.type_ngo, cls.county)

        cls.university = cls._institution("Uniwersytet (test)", cls.type_ngo, cls.voivodeship)
        (
            cls.anna, cls.jan, cls.maria, cls.piotr, cls.ewa, cls.tomasz, cls.zofia, cls.robert, cls.irena, cls.adam,
            cls.urszula, cls.olga,
        ) = cls._users([
            ("anna", cls.ops, "social_worker", cls.company),
            ("jan", cls.ops, "social_worker", cls.company),
            ("maria", cls.ops, "manager", cls.company),
            ("piotr", cls.ops, "network_worker", cls.company),
            ("ewa", cls.school, "coordinator", cls.company),
            ("tomasz", cls.ppp, "specialist", cls.company),
            ("zofia", cls.ngo, "specialist", cls.company),
            ("robert", cls.rops, "regional", cls.company),
            ("irena", cls.ops, "dpo", cls.company),
            ("adam", cls.ops, "admin", cls.company),
            ("urszula", cls.university, "evaluator", cls.company),
            ("olga", cls.gops_nur, "social_worker", cls.company_nur),
        ])
        cls.partnership = cls._partnership("PZK Małkinia Górna (test)", cls.company, cls.commune)
        cls.partnership_nur = cls._partnership("PZK Nur (test)", cls.company_nur, cls.commune_nur)
        cls.bogna = cls._animator("bogna", cls.partnership)

    @staticmethod
    def _e_file(day):
        """A file that is really signed, on ``day``, as it is registered; nobody here has loaded its issuer.

        The document is a small one of its own: what was issued is compared in the tests of signatures.
        """
        # Only here: the libraries that sign take half a second to load.
        from .signatures import small

        return {"file": small(day), "checked": "Porównano z dokumentem w kancelarii"}

    def _queries(self, function):
        """How many queries ``function`` costs with nothing cached, what it leaves to be written included."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    @contextmanager
    def assertRefused(self, message, error=UserError):
        """Like ``assertRaisesRegex``, but what was done before the refusal is undone, as a request would."""
        with self.assertRaises(error) as refusal:
            yield refusal
        self.assertRegex(str(refusal.exception), message)

    @classmethod
    def _area(cls, code, name):
        Area = cls.env["kooperacje.area"]
        return Area.search([("code", "=", code)]) or Area.create({"code": code, "name": name})

    @classmethod
    def _sector(cls, code, name):
        Sector = cls.env["kooperacje.sector"]
        return Sector.search([("code", "=", code)]) or Sector.create({"code": code, "name": name})

    @classmethod
    def _institution_type(cls, code, sector, **values):
        Type = cls.env["kooperacje.institution.type"]
        found = Type.search([("code", "=", code)])
        return found or Type.create({"code": code, "name": code, "sector_id": sector.id, **values})

    @classmethod
    def _institution(cls, name, institution_type, area, **values):
        return cls.env["res.partner"].create({
            "name": name, "is_company": True, "is_institution": True, "institution_type_id": institution_type.id,
            "area_id": area.id, **values,
        })

    @classmethod
    def _head(cls, institution):
        """Head of ``institution``, who may decide for it on cooperation (K3D-65)."""
        return cls.env["res.partner"].create({
            "name": f"Kierownik ({institution.name})", "parent_id": institution.id, "is_decision_maker": True,
        })

    @classmethod
    def _office(cls, name, area):
        company = cls.env["res.company"].create({"name": name, "country_id": cls.env.ref("base.pl").id})
        company.partner_id.write({
            "is_institution": True, "institution_type_id": cls.type_ops.id, "area_id": area.id,
            # What an office reads is made in its language; the suite is told in that of the source.
            "lang": "en_US",
        })
        return company

    def _diagnose(self, partnership):
        """Issue the diagnosis of county and commune (R1), with which step 2.1 can close."""
        self.env["kooperacje.county.diagnosis"].create({
            "partnership_id": partnership.id, "intensity": "Wiele rodzin", "resources": "Poradnia",
            "construction": "Osobno", "conclusions": "Wdrożyć",
        }).action_issue()

    @classmethod
    def _user(cls, login, institution, role, company=None, authorised=True):
        """A user who is a contact of ``institution`` and holds ``role`` there, authorised and sworn to secrecy."""
        return cls._users([(login, institution, role, company or cls.company)], authorised)

    @classmethod
    def _users(cls, people, authorised=True):
        """Users for ``people``, each (login, institution, role, company), as :meth:`_user` makes one.

        All in one step: one by one they were four fifths of what setting up a test class took.
        """
        partners = cls.env["res.partner"].create([
            {"name": login.capitalize(), "parent_id": institution.id, "email": f"{login}@example.com"}
            for login, institution, _role, _company in people
        ])
        users = cls.env["res.users"].create([{
            "login": f"{login}.test", "partner_id": partner.id, "company_id": company.id,
            "company_ids": [Command.set(company.ids)], "lang": "en_US", "tz": "Europe/Warsaw",
            "group_ids": [Command.set(cls.env.ref("base.group_user").ids)],
        } for (login, _institution, _role, company), partner in zip(people, partners, strict=True)])
        cls.env["kooperacje.role.assignment"].create([
            cls._role_values(user, institution, role, company, authorised)
            for user, (_login, institution, role, company) in zip(users, people, strict=True)
        ])
        return users

    @classmethod
    def _animator(cls, login, partnership, **paper):
        """A user whom the signed appointment makes the animator of the county in ``partnership``."""
        if not partnership.accession_date:
            partnership.write({"accession_date": LONG_AGO, "commune_animator_id": cls.anna.partner_id.id})
        user = cls._user(login, cls.pcpr, "county_animator", partnership.company_id)
        cls._appoint(user, partnership, **paper)
        return user

    @classmethod
    def _appoint(cls, user, partnership, **paper):
        """The appointment of ``user`` as animator of the county, signed long ago unless ``paper`` says otherwise."""
        appointment = cls.env["kooperacje.appointment"].create({
            "partnership_id": partnership.id, "subject": "county_animator", "authority": "Dyrektor PCPR",
            "person_id": user.partner_id.id, "document_state": "signed", "signed_on": LONG_AGO, "date_from": LONG_AGO,
            **paper,
        })
        appointment._open_roles()
        return appointment

    @classmethod
    def _role(cls, user, institution, role, company=None, authorised=True, **values):
        return cls.env["kooperacje.role.assignment"].create(
            cls._role_values(user, institution, role, company or cls.company, authorised, **values)
        )

    @classmethod
    def _role_values(cls, user, institution, role, company, authorised, **values):
        if authorised:
            values = {
                "authorisation_number": f"UP/{user.login}", "authorisation_date": LONG_AGO, "secrecy_date": LONG_AGO,
                **values,
            }
        return {
            "user_id": user.id, "institution_id": institution.id, "role": role, "company_id": company.id,
            "date_from": LONG_AGO, **values,
        }

    @classmethod
    def _partnership(cls, name, company, area, members=None):
        """An active rural partnership with the county institutions as members.

        Its families are qualified by the case manager; the tests of the joint qualification say otherwise.
        """
        partnership = cls.env["kooperacje.partnership"].create({
            "name": name, "variant": "rural", "company_id": company.id, "area_ids": [Command.set(area.ids)],
            "joint_qualification": False,
            "strategic_partner_id": cls.pcpr.id, "regional_centre_id": cls.rops.id,
            "authorisation_number": "Or.0052.1.2019", "authorisation_date": LONG_AGO,
        })
        institutions = members or (company.partner_id | cls.pcpr | cls.school | cls.ppp | cls.ngo)
        cls.env["kooperacje.membership"].create([{
            "partnership_id": partnership.id, "institution_id": institution.id, "state": "member",
            "date_from": LONG_AGO,
        } for institution in institutions])
        partnership.state = "active"
        return partnership

import re
from urllib.parse import parse_qs, urlsplit

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..network.test_first_run import FirstRunCommon

# Before there was a page of first steps it took 102.
MOST = 35
PASSWORD = "Trudne-haslo-12"


@tagged("post_install", "-at_install")
class TestNewcomerTour(HttpCase, FirstRunCommon):
    """From the sign-in of who has just installed the program to the first verified card and the first case.

    Clicks of the screens are counted by the browser; signing in, setting a password and signing out are counted here:
    one, one and two.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.iwona.write({"lang": "pl_PL", "password": PASSWORD})
        cls.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        cls.table = []

    def _walk(self, who, user, *before):
        self.table += before
        self.start_tour("/odoo", f"kooperacje_newcomer_{who}", login=user.login, timeout=120)
        user.invalidate_recordset()
        [clicks] = re.findall(r"clicks: (\d+)", user.signature)
        self.table.append((f"{who}: on the screens", int(clicks)))

    def _set_password(self, user):
        """As the person does who got the link: the page asks for a password twice."""
        link = urlsplit(user.sudo()._kooperacje_link())
        page = self.url_open(f"{link.path}?{link.query}")
        self.url_open("/web/signup", data={
            "login": user.login, "name": user.name, "token": parse_qs(link.query)["token"][0], "password": user.login,
            "confirm_password": user.login, "csrf_token": page.text.split('csrf_token" value="')[1].split('"')[0],
        })
        self.opener.cookies.clear()

    def test_newcomer_needs_few_clicks_to_the_first_case(self):
        self._broken_server()
        # What ``authenticate`` of the tests types is the login.
        self.iwona.password = self.iwona.login
        with mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server"):
            self._walk("administrator", self.iwona, ("administrator: sign in", 1))
        user = {
            role.role: role.user_id
            for role in self.env["kooperacje.role.assignment"].search([("company_id", "=", self.new_company.id)])
        }
        for role in ("network_worker", "social_worker"):
            self._set_password(user[role])
            self._walk(role, user[role], ("sign out", 2), (f"{role}: set a password by the link", 1))
        card = self.env["kooperacje.service.card"].search([("company_id", "=", self.new_company.id)])
        self.assertEqual((card.state, card.service_ids.state), ("verified", "verified"))
        case = self.env["kooperacje.case"].search([("company_id", "=", self.new_company.id)])
        self.assertEqual((len(case), case.user_id), (1, user["social_worker"]))
        total = sum(clicks for _what, clicks in self.table)
        for what, clicks in [*self.table, ("all", total)]:
            print(f"{clicks:4}  {what}")  # pylint: disable=print-used
        self.assertLessEqual(total, MOST)
        self.assertGreater(total, 10, "a count that counts nothing")

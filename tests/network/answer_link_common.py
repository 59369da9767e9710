import re
from unittest.mock import patch

from lxml import html

from odoo.tests import HttpCase

from odoo.addons.kooperacje.controllers.network import answer_link
from odoo.addons.kooperacje.kernels.rate_limit import RateLimit

PAGE = "/kooperacje/odpowiedz"


class AnswerLinkCase(HttpCase):
    """Beside an office: its mails with a link, and the page as somebody without an account sees it."""

    def setUp(self):
        super().setUp()
        # What the pages of an earlier test have asked does not count in this one.
        self.startPatcher(patch.object(answer_link, "LIMIT", RateLimit(30)))

    def _mails(self, step):
        Mail = self.env["mail.mail"].sudo()
        before = Mail.search([])
        step()
        return Mail.search([]) - before

    def _link(self, mail):
        [address] = re.findall(rf"{PAGE}/[a-z0-9-]+", str(mail.body_html))
        return address

    def _token(self, page):
        return html.fromstring(page.text).xpath("//input[@name='csrf_token']")[0].get("value")

    def _answer(self, address, **values):
        page = self.url_open(address)
        self.assertEqual(page.status_code, 200)
        return self.url_open(address, data={"csrf_token": self._token(page), **values})

    @classmethod
    def _portal_user(cls, partner=None):
        return cls.env["res.users"].create({
            "name": "Portal", "login": "portal.link", "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)],
            **({"partner_id": partner.id} if partner else {}),
        })

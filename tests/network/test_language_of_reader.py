from odoo.tests import tagged

from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestReaderLanguage(KooperacjeCommon):
    """A Polish office with an English-speaking worker (Anna): each text is made for whoever reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.company.partner_id.lang = "pl_PL"
        (cls.maria | cls.piotr | cls.ewa).lang = "pl_PL"
        # As a job: the superuser, without a language and without a time zone.
        cls.night = cls.env(user=cls.env.ref("base.user_root"), su=True, context={})

    def _spoken(self, reader):
        return self.night["kooperacje.partnership"]._in_language_of(reader).env

    def test_language_of_a_reader(self):
        self.assertEqual(self._spoken(self.anna).lang, "en_US")
        self.assertEqual(self._spoken(self.piotr).lang, "pl_PL")
        self.assertEqual(self._spoken(self.piotr.partner_id).lang, "pl_PL")
        self.assertEqual(self._spoken(self.company).lang, "pl_PL")
        self.assertEqual(self.partnership.with_env(self.night)._in_office_language().env.lang, "pl_PL")

    def test_who_chose_none_reads_that_of_the_office(self):
        self.jan.lang = False
        self.assertEqual(self._spoken(self.jan).lang, "pl_PL")
        self.company.partner_id.lang = "en_US"
        self.assertEqual(self._spoken(self.jan).lang, "en_US")
        self.company.partner_id.lang = False
        self.assertEqual(self._spoken(self.jan).lang, "pl_PL", "the program is made for Polish offices")

    def test_language_that_is_not_installed_is_not_spoken(self):
        self.env["res.lang"].with_context(active_test=False).search([("code", "=", "de_DE")]).active = False
        self.env.cr.execute("UPDATE res_partner SET lang = 'de_DE' WHERE id = %s", [self.jan.partner_id.id])
        self.env.invalidate_all()
        self.assertEqual(self._spoken(self.jan).lang, "pl_PL")

    def test_clock_of_a_reader(self):
        self.jan.tz = "Atlantic/Azores"
        self.assertEqual(self._spoken(self.jan).context["tz"], "Atlantic/Azores")
        self.assertEqual(self._spoken(self.company).context["tz"], "Europe/Warsaw", "the office's, if none is chosen")

    def test_note_of_a_record_is_the_offices(self):
        """Anna works in English; her colleagues read what her button has written into the history."""
        problem = self.env["kooperacje.problem"].with_user(self.anna).with_context(tracking_disable=False).create({
            "partnership_id": self.partnership.id, "description": "Brak odpowiedzi szkoły",
        })
        bodies = "".join(problem.sudo().message_ids.mapped("body"))
        self.assertIn("Utworzono:", bodies)
        self.assertNotIn("Created", bodies)

    def test_mail_to_whom_a_matter_is_reported(self):
        """Core notifies who is assigned; in the language of each, though Anna's English screen has made it."""
        self._role(self.jan, self.ops, "network_worker")
        problem = self.env["kooperacje.problem"].with_user(self.anna).create({
            "partnership_id": self.partnership.id, "description": "Brak odpowiedzi szkoły",
        }).sudo()
        self.assertEqual({a.user_id: a.summary for a in problem.activity_ids}, {
            self.piotr: f"Do podjęcia: {problem.number}", self.jan: f"Take up: {problem.number}",
        })

    def test_tracked_labels_are_the_offices(self):
        """What changed is kept as text: in the words of the office, whoever changes it, and of two offices each."""
        self.company_nur.partner_id.lang = "en_US"
        both = self.partnership | self.partnership_nur
        self.env.flush_all()
        self.env.cr.precommit.data.clear()
        both = both.with_env(self.night)
        both._track_prepare(["state"])
        both.sudo()._unguarded().write({"state": "initiation"})
        self.env.flush_all()
        both._track_finalize()
        labels = [
            partnership.message_ids.tracking_value_ids.filtered(
                lambda value: value.field_id.name == "state"
            )[:1].new_value_char
            for partnership in both
        ]
        english, polish = (
            dict(self.env["kooperacje.partnership"]._fields["state"]._description_selection(
                self.env(context={"lang": lang}),
            ))["initiation"] for lang in ("en_US", "pl_PL")
        )
        self.assertNotEqual(english, polish)
        self.assertEqual(labels, [polish, english])

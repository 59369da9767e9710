"""A setting of an office is declared once; page and form are made from that."""
import re

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.kooperacje.models.access.office_setting import DECLARED, TITLES
from odoo.addons.kooperacje.tests.access.migrations import migrate
from odoo.addons.kooperacje.tests.common import KooperacjeCommon
from odoo.addons.kooperacje.tests.house import ROOMS, ROOT

FORMS = ("res.config.settings", "kooperacje.office.settings")


@tagged("post_install", "-at_install")
class TestOfficeSettingForms(KooperacjeCommon):
    def _arch(self, model, user):
        view = {
            "res.config.settings": "kooperacje.res_config_settings_view_form",
            "kooperacje.office.settings": "kooperacje.office_settings_view_form",
        }[model]
        Model = self.env[model].with_user(user).with_context(lang="pl_PL")
        views = Model.get_views([(self.env.ref(view).id, "form")])
        return etree.fromstring(views["views"]["form"]["arch"])

    def test_each_is_on_the_page_and_on_the_form(self):
        """Once, under its own label, with what it means, in the block it was declared in."""
        self.assertGreater(len(DECLARED), 12)
        root = self.env.ref("base.user_admin")
        for model, user, blocks in zip(FORMS, (root, self.maria), ("//block", "//sheet/group/group"), strict=True):
            arch = self._arch(model, user)
            titles = {str(self.env["res.company"].with_context(lang="pl_PL").env._(title)) for title in TITLES.values()}
            shown = {
                block.get("title") or block.get("string"): [field.get("name") for field in block.iter("field")]
                for block in arch.xpath(blocks)
            }
            self.assertLessEqual(titles, shown.keys(), model)
            names = [name for title in titles for name in shown[title]]
            self.assertCountEqual(names, DECLARED, model)
            said = self.env[model].with_context(lang="pl_PL").fields_get(names, ["string", "help"])
            office = self.env["res.company"].with_context(lang="pl_PL").fields_get(names, ["string", "help"])
            for name in names:
                with self.subTest(model=model, name=name):
                    self.assertEqual(said[name]["string"], office[name]["string"])
                    self.assertEqual(said[name].get("help"), office[name].get("help"))
                    self.assertTrue(office[name].get("help") or DECLARED[name].params.get("help") is None)

    def test_page_says_what_a_setting_means(self):
        arch = self._arch("res.config.settings", self.env.ref("base.user_admin"))
        helps = self.env["res.company"].with_context(lang="pl_PL").fields_get(list(DECLARED), ["help"])
        for name in DECLARED:
            [setting] = arch.xpath(f"//setting[field/@name='{name}']")
            self.assertEqual(setting.get("help") or False, helps[name].get("help") or False)

    def test_page_of_others_is_as_in_core(self):
        """The blocks come into our part of the page alone."""
        arch = self._arch("res.config.settings", self.env.ref("base.user_admin"))
        for name in DECLARED:
            [app] = arch.xpath(f"//app[.//field[@name='{name}']]")
            self.assertEqual(app.get("name"), "kooperacje")

    def test_form_takes_and_gives_back_every_setting(self):
        """What the form is saved with unchanged changes nothing; what is changed is changed in this office alone."""
        before = {name: self.company[name] for name in DECLARED}
        elsewhere = {name: self.company_nur[name] for name in DECLARED}
        Settings = self.env["kooperacje.office.settings"].with_user(self.maria).with_company(self.company)
        Form(Settings).save().action_save()
        self.assertEqual({name: self.company[name] for name in DECLARED}, before)
        changed = {
            name: {bool: True, int: value - 1 if type(value) is int and value > 1 else 5, str: "Plan"}[type(value)]
            for name, value in before.items()
        } | {
            "kooperacje_small_count": 6, "kooperacje_reference_pattern": "{klasa}/{numer}/{rok}",
            "kooperacje_letter_pattern": "{znak}-{pismo}",
        }
        with Form(Settings) as form:
            for name, value in changed.items():
                form[name] = value
        form.record.action_save()
        self.assertEqual({name: self.company[name] for name in DECLARED}, changed)
        self.assertEqual({name: self.company_nur[name] for name in DECLARED}, elsewhere)

    def test_page_writes_the_company_of_the_page(self):
        root = self.env.ref("base.user_admin")
        root.company_ids |= self.company_nur
        Settings = self.env["res.config.settings"].with_user(root).with_company(self.company_nur)
        Settings.create({"kooperacje_papers_only": True, "kooperacje_review_months": 4}).execute()
        nur = self.company_nur
        self.assertEqual((nur.kooperacje_papers_only, nur.kooperacje_review_months), (True, 4))
        self.assertNotEqual(self.company.kooperacje_review_months, 4)
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(self.maria).create({"kooperacje_review_months": 4})

    def test_no_screen_names_one_and_no_model_declares_it_again(self):
        names = "|".join(DECLARED)
        for path in (*(ROOT / "views").rglob("*.xml"), *(ROOT / "wizards").rglob("*.xml")):
            self.assertFalse(re.search(rf"\b({names})\b", path.read_text("utf-8")), path)
        declared = [
            match for folder in ("models", "wizards") for path in (ROOT / folder).rglob("*.py")
            for match in re.findall(rf"^    ({names}) = ", path.read_text("utf-8"), re.MULTILINE)
        ]
        self.assertCountEqual(declared, DECLARED)

    def test_each_is_declared_by_the_first_room_that_reads_it(self):
        for name in DECLARED:
            rooms, home = set(), None
            for path in (ROOT / "models").rglob("*.py"):
                text = path.read_text("utf-8")
                if re.search(rf"^    {name} = ", text, re.MULTILINE):
                    home = path.parent.name
                    text = re.sub(rf"^    {name} = |CHECK\(.*", "", text, flags=re.MULTILINE)
                if re.search(rf"\b{name}\b", text):
                    rooms.add(path.parent.name)
            rooms |= {
                path.parent.name for path in (ROOT / "wizards").rglob("*.py")
                if re.search(rf"\b{name}\b", path.read_text("utf-8"))
            }
            with self.subTest(name=name):
                self.assertEqual(home, min(rooms, key=ROOMS.index))

    def test_view_of_one_setting_goes_before_the_form_is_loaded(self):
        """An earlier database has a view that puts one setting after a field that no longer stands in the form."""
        form = self.env.ref("kooperacje.office_settings_view_form")
        old = self.env["ir.ui.view"].create({
            "name": "old", "model": "kooperacje.office.settings", "inherit_id": form.id,
            "arch": "<group name='settings' position='after'><field name='kooperacje_small_count'/></group>",
        })
        self.env["ir.model.data"].create({
            "module": "kooperacje", "name": "office_settings_view_form_evaluation", "model": "ir.ui.view",
            "res_id": old.id,
        })
        for _times in range(2):
            migrate(self.env, "19.0.2.1.0", "pre-office_settings")
            self.assertFalse(old.exists())
            self.assertFalse(self.env.ref("kooperacje.office_settings_view_form_evaluation", raise_if_not_found=False))
        self.assertTrue(form.exists())

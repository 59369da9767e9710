import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** The bar says for which institution one works; in other applications it says nothing. */
export class Institution extends Component {
    static template = "kooperacje.Institution";
    static props = {};

    setup() {
        this.menus = useService("menu");
    }

    get name() {
        return this.menus.getCurrentApp()?.kooperacjeInstitution || "";
    }

    get told() {
        return _t("You work for: %s", this.name);
    }
}

registry.category("systray").add("kooperacje.institution", { Component: Institution }, { sequence: 1000 });

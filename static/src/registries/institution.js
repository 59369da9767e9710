import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";

/** The bar says for which institution one works; in other applications it says nothing. */
export class Institution extends Component {
    static template = "kooperacje.Institution";
    static props = {};

    setup() {
        this.menus = useService("menu");
        // Which application is open, and its menus, are known only after the bar is there.
        useBus(this.env.bus, "MENUS:APP-CHANGED", () => this.render());
    }

    /** Where the office of the data is the own institution, core names it already. */
    get name() {
        const name = this.menus.getCurrentApp()?.kooperacjeInstitution || "";
        return name === user.activeCompany.name ? "" : name;
    }

    get told() {
        return _t("You work for: %s", this.name);
    }
}

registry.category("systray").add("kooperacje.institution", { Component: Institution }, { sequence: 1000 });

import { expect, it } from "vitest";
import { alert } from "../../../kit/model/alert.ts";
import { routesOf, routesTaken } from "../../../kit/model/routes.ts";
import { environmentWith, productionWith, sound } from "../declared.ts";

it("a lone event waits seconds for its group, in its severity's channels and hours; others wait as they did", () => {
  const lone = alert("HostEntered", { ...sound, loneEvent: true });
  const usual = alert("HostFull", sound);
  const routes = routesOf(environmentWith({ alerts: [lone, usual] }, productionWith({})));
  const told = (alertname: string) =>
    routesTaken(routes, { alertname, severity: "warning", component: "host" }).find(
      ({ receiver }) => receiver === "warning",
    );
  const [soon, later] = [told("HostEntered"), told("HostFull")];
  expect(soon?.timing.groupWait).toBe("5s");
  expect(later?.timing.groupWait).toBe("1m");
  expect({ ...soon?.timing, groupWait: "1m" }).toEqual(later?.timing);
  expect(soon?.mutedIn).toEqual(later?.mutedIn);
});

// One request as a browser sends it.
import { get } from "node:http";

/** Asks for a page over a connection of its own. Throws unless all of it comes with status 200, with no pause longer than `patience` ms. */
export function page(url: string, patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, timeout: patience }, (response) => {
      response.resume();
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`status ${String(response.statusCode)}`));
      });
    });
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.on("error", reject);
  });
}

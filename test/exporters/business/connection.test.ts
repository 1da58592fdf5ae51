import { expect, it } from "vitest";
import { clientOf } from "../../../exporters/business/connection.ts";

it("asks a secondary where there is one, over two connections, and gives up an answer that does not come", async () => {
  const client = clientOf("mongodb://127.0.0.1:27017/?readPreference=primary&maxPoolSize=50", 32_000);
  const { readPreference, maxPoolSize, socketTimeoutMS } = client.options;
  expect({ mode: readPreference.mode, maxPoolSize, socketTimeoutMS }).toEqual({
    mode: "secondaryPreferred",
    maxPoolSize: 2,
    socketTimeoutMS: 32_000,
  });
  await client.close();
});

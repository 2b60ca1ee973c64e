// A certified OpenID Connect provider with its own login and consent pages, for the tests beside it. Listens on loopback,
// says where on its first line of output, and ends when its standard input is closed.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import process from "node:process";

import Provider from "oidc-provider";

const asked = JSON.parse(process.argv[2]);

const PEOPLE = {
  ada: { email: "Ada@Example.org", email_verified: true, name: "Ada Lovelace" },
  grace: { email: "grace@lab.example", email_verified: true, name: "Grace Hopper" },
  eve: { email: "ada@example.org", email_verified: false, name: "Not Ada" },
  heir: { email: "ada@example.org", email_verified: true, name: "The next Ada" },
  quiet: { email: "ada@example.org", name: "Says nothing about the address" },
  nobody: { name: "No address at all" },
};

function signingKey(alg) {
  const { privateKey } =
    alg === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), alg, use: "sig", kid: `key of ${alg}` };
}

const client = {
  client_id: asked.client_id,
  redirect_uris: [asked.redirect],
  response_types: ["code"],
  grant_types: ["authorization_code"],
  id_token_signed_response_alg: asked.alg,
  ...(asked.client_secret
    ? { client_secret: asked.client_secret, token_endpoint_auth_method: asked.auth_method }
    : { token_endpoint_auth_method: "none" }),
};

const provider = new Provider(asked.issuer, {
  clients: [client],
  jwks: { keys: [signingKey(asked.alg)] },
  cookies: { keys: ["a key for tests alone"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: asked.claims_from_userinfo,
  pkce: { required: () => true },
  ttl: { IdToken: asked.token_seconds, AccessToken: 600, AuthorizationCode: 60, Interaction: 600, Session: 600, Grant: 600 },
  findAccount: (_, id) =>
    PEOPLE[id] && { accountId: id, claims: async () => ({ sub: id, ...PEOPLE[id] }) },
});

const server = createServer(provider.callback());
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.on("end", () => process.exit(0)).resume();

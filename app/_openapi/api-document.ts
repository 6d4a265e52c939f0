/** The OpenAPI document of this server, for programs and for the help page. Server only. */
import { api } from '#app/_i18n/en/api.ts'
import { sessionCookieName } from '#lib/auth/session-cookie.ts'
import { config } from '#lib/config/env.ts'
import { version } from '#lib/config/version.ts'
import { type ApiFacts, type OpenApiDocument, openApiDocument } from '#lib/http/openapi.ts'
import { type ApiTag, OPERATIONS } from './operations.ts'

export const API_TAGS = Object.keys(api.tags) as ApiTag[]

let made: OpenApiDocument | null = null

/** Made once for each public address: it takes 15 ms, and anybody may ask for it. */
export function apiDocument(): OpenApiDocument {
  const serverUrl = config().publicUrl
  if (made?.servers[0]?.url !== serverUrl) made = openApiDocument(OPERATIONS, factsOf(serverUrl))
  return made
}

function factsOf(serverUrl: string): ApiFacts {
  return {
    version,
    serverUrl,
    description: [api.text, api.callersText, api.errorsText, api.crossOrigin].join('\n\n'),
    cookieName: sessionCookieName(),
    tags: API_TAGS.map((tag) => ({ name: api.tags[tag], description: api.tagTexts[tag] })),
  }
}

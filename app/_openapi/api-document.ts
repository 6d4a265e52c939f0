/** Builds the OpenAPI document of this server, for programs and the help page. Server only. */
import { api } from '#app/_i18n/en/api.ts'
import { sessionCookieName } from '#lib/server/auth/session-cookie.ts'
import { config } from '#lib/server/config/env.ts'
import { version } from '#lib/server/config/version.ts'
import { type ApiFacts, type OpenApiDocument, openApiDocument } from '#lib/server/http/openapi.ts'
import { withSources } from '#lib/server/http/openapi-sources.ts'
import { type ApiTag, OPERATIONS } from './operations.ts'
import { SOURCE_OPERATIONS } from './source-operations.ts'

export const API_TAGS = Object.keys(api.tags) as ApiTag[]

let made: OpenApiDocument | null = null

/** Built once per public URL: it takes 15 ms, and anybody may request it. */
export function apiDocument(): OpenApiDocument {
  const serverUrl = config().publicUrl
  if (made?.servers[0]?.url !== serverUrl)
    made = withSources(openApiDocument(OPERATIONS, factsOf(serverUrl)), SOURCE_OPERATIONS)
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

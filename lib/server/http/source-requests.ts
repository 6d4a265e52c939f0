/**
 * Requests of sources go to their transport, before any page; all others go on to the pages. A source without an accepted token
 * waits among strangers, as a page would.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '#lib/protocol/app-error.ts'
import type { AdmitStranger, RequestRoute } from '#lib/server/transports/transport.ts'
import type { Refusal } from './gate/refusal.ts'
import type { HttpHandler } from './page-handler.ts'
import { boundBody } from './request-times.ts'

export interface SourceRequestsParts {
  routes: readonly RequestRoute[]
  pages: HttpHandler
  /** As RequestGate has it. */
  admitStranger(
    request: IncomingMessage,
    response: ServerResponse,
    run: () => void,
    refused: (refusal: Refusal) => void,
  ): void
  /** Writes down whose address it is, for {@link admitStranger}. */
  nameClient(request: IncomingMessage): void
}

export interface RequestHandlers {
  request: HttpHandler
  /** Requests that wait for a 100 before they send their body. */
  checkContinue: HttpHandler
}

export function sourceRequests({ routes, pages, admitStranger, nameClient }: SourceRequestsParts): RequestHandlers {
  const routeOf = (request: IncomingMessage) => routes.find((route) => route.has(request))
  const handle = (route: RequestRoute | undefined, request: IncomingMessage, response: ServerResponse) => {
    if (!route) {
      boundBody(request, response)
      void pages(request, response)
      return
    }
    const admit: AdmitStranger = (run, refused) => {
      nameClient(request)
      admitStranger(request, response, run, ({ code, message }) => refused(new AppError(code, message)))
    }
    route.take(request, response, admit)
  }
  return {
    request: (request, response) => handle(routeOf(request), request, response),
    checkContinue: (request, response) => {
      const route = routeOf(request)
      // A source may go on once its token was accepted.
      if (!route) response.writeContinue()
      handle(route, request, response)
    },
  }
}

/** Changes the name of the caller's account and the language of its mails, and closes it. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { closeAccount } from '#lib/server/auth/close-account.ts'
import { requireProof } from '#lib/server/auth/proof-of-person.ts'
import { nameField } from '#lib/server/auth/sign-up-fields.ts'
import { normalEmail, renameUser, setLocale } from '#lib/server/db/users.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { MAIL_LOCALES } from '#lib/server/mail/mail-words.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'
import { noticeOrigin } from './notice-origin.ts'

export const PATCH = defineRoute({
  allow: 'user',
  input: z
    .strictObject({ name: nameField, locale: z.enum(MAIL_LOCALES) })
    .partial()
    .refine((input) => Object.keys(input).length > 0, 'must change something'),
  run: async ({ caller, input: { name: next, locale }, audit }) => {
    if (locale !== undefined) await setLocale(caller.user.id, locale)
    if (next === undefined) return { name: caller.user.name }
    await renameUser(caller.user.id, next)
    const { id, email, name } = caller.user
    await audit('account.renamed', {
      target: { kind: 'user', id, name: email },
      detail: { before: name, after: next },
    })
    for (const team of caller.user.teams) liveRelay.peek()?.teamChanged(team.id, 'members')
    return { name: next }
  },
})

export const DELETE = defineRoute({
  allow: 'user',
  // The address, typed by the person, because nothing brings the account back.
  input: z.strictObject({ email: z.string().max(320), password: z.string().max(1_000).optional() }),
  run: async ({ caller: { user }, input, request, audit, nowMs }) => {
    if (normalEmail(input.email) !== user.email) throw new AppError('invalid-input', 'email: is not your email')
    const origin = noticeOrigin(request)
    await requireProof(user, input.password, origin.address, nowMs)
    await closeAccount(user, origin, nowMs)
    await audit('account.closed', { target: { kind: 'user', id: user.id, name: user.email } })
    return undefined
  },
})

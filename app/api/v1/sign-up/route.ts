/** Makes a person and their team; with `setup` the owner of an empty server, with `invite` a member of another team too. */
import { z } from 'zod'
import { clientAddressOf } from '#lib/auth/client-address.ts'
import { takeSignUpTry } from '#lib/auth/sign-in-limiter.ts'
import { signUp } from '#lib/auth/sign-up.ts'
import { emailField, nameField } from '#lib/auth/sign-up-fields.ts'
import { teamsOfUser } from '#lib/db/teams.ts'
import { created, defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

const secret = z.string().min(1).max(200).optional()

export const POST = defineRoute({
  allow: 'anyone',
  input: z.strictObject({
    email: emailField,
    password: z.string().max(1_000),
    name: nameField,
    invite: secret,
    setup: secret,
  }),
  run: async ({ input, request, nowMs }) => {
    await takeSignUpTry(clientAddressOf(request.headers))
    const user = await signUp(input, nowMs)
    if (input.invite !== undefined) await tellTeamsOf(user.id)
    return created({ userId: user.id })
  },
})

/** Whoever invited them has the team's page open, waiting. */
async function tellTeamsOf(userId: string): Promise<void> {
  for (const team of await teamsOfUser(userId)) liveRelay.peek()?.teamChanged(team.id, 'members')
}

/** Lists the filters that a person and their team have saved, and saves one. */
import { z } from 'zod'
import { requireRight } from '#lib/server/auth/caller.ts'
import { isAllowed } from '#lib/server/auth/permissions.ts'
import { VIEW_QUERY_CHARS_MAX, viewNameField, viewQueryField } from '#lib/server/auth/view-fields.ts'
import { createView, deleteView, listViews, type ViewRow } from '#lib/server/db/saved-views.ts'
import { created, defineRoute } from '#lib/server/http/define-route.ts'

export const GET = defineRoute({
  allow: 'user',
  run: async ({ caller: { user }, teamFor }) => {
    const teamId = await teamFor('views.read')
    const role = user.teams.find(({ id }) => id === teamId)?.role ?? 'viewer'
    const views = await listViews(teamId, user.id)
    const mayChange = (view: ViewRow) =>
      !view.isShared || isAllowed(role, 'views.change', view.createdBy.id === user.id)
    return { views: views.map((view) => ({ ...view, mayChange: mayChange(view) })) }
  },
})

export const POST = defineRoute({
  allow: 'user',
  input: z.strictObject({
    name: viewNameField,
    query: viewQueryField.meta({
      description: `Parameters of the address of a live page, at most ${VIEW_QUERY_CHARS_MAX} characters; others than q, level, from, to and find are left out.`,
    }),
    isShared: z.boolean().default(false).meta({ description: 'Whether the whole team sees it.' }),
  }),
  run: async ({ caller, input, teamFor, audit }) => {
    const { name, query, isShared } = input
    const teamId = await teamFor(isShared ? 'views.share' : 'views.read')
    const { id } = await createView({ teamId: isShared ? teamId : null, createdById: caller.user.id, name, query })
    if (!isShared) return created({ id, query })
    // Somebody who was removed meanwhile must not leave anything behind.
    await requireRight(caller, teamId, 'views.share').catch(async (error) => {
      await deleteView(id)
      throw error
    })
    await audit('view.shared', { teamId, target: { kind: 'view', id, name } })
    return created({ id, query })
  },
})

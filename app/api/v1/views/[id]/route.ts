/** Renames or deletes a saved filter: one's own, or the team's. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { type Caller, requireRight } from '#lib/server/auth/caller.ts'
import { viewNameField } from '#lib/server/auth/view-fields.ts'
import { deleteView, findView, renameView, type SavedView } from '#lib/server/db/saved-views.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'

export const PATCH = defineRoute({
  allow: 'user',
  input: z.strictObject({ name: viewNameField }),
  run: async ({ caller, input: { name }, params, audit }) => {
    const view = await changeable(caller, params.id ?? '')
    await renameView(view.id, name)
    const target = { kind: 'view', id: view.id, name }
    if (view.teamId !== null)
      await audit('view.renamed', { teamId: view.teamId, target, detail: { before: view.name } })
    return undefined
  },
})

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params, audit }) => {
    const view = await changeable(caller, params.id ?? '')
    const isDeleted = await deleteView(view.id)
    const target = { kind: 'view', id: view.id, name: view.name }
    if (isDeleted && view.teamId !== null) await audit('view.deleted', { teamId: view.teamId, target })
    return undefined
  },
})

/** Throws `not-found` for what the caller does not see, and `forbidden` for what they only see. */
async function changeable(caller: Extract<Caller, { kind: 'user' }>, id: string): Promise<SavedView> {
  const view = await findView(id)
  const isHidden = view?.teamId === null && view.createdById !== caller.user.id
  if (!view || isHidden) throw new AppError('not-found')
  if (view.teamId !== null) await requireRight(caller, view.teamId, 'views.change', view.createdById)
  return view
}

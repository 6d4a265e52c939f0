/** Whether a view may show other rows at the same places than the one before, whatever arrives beyond the edge. */
import type { LogView } from '#lib/viewer/log-source.ts'

export function changesSight(view: LogView, before: LogView): boolean {
  return (
    view.filter !== before.filter ||
    view.isFiltering ||
    view.isFiltering !== before.isFiltering ||
    view.isFollowing !== before.isFollowing ||
    view.selectedRow !== before.selectedRow ||
    view.rowCount < before.rowCount ||
    (!view.isFollowing && (view.anchorRow !== before.anchorRow || view.trimmed !== before.trimmed))
  )
}

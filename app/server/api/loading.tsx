/** The skeleton of the API help while it loads. */
import { SkeletonPage } from '#app/_ui/skeleton-page.tsx'

export default function Loading() {
  return <SkeletonPage />
}

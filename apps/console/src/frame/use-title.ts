import { usePageTitle } from '@mt/web/frame/use-page-title.ts'

/** Names the page in the browser's title. */
export const useTitle = (title: string) => usePageTitle(title, 'Console')

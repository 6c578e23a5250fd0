/** What fields of searches mean. */
export const searchFields: Readonly<Record<string, string>> = {
  minPrice: 'The lowest price in won, included',
  maxPrice: 'The highest price in won, included',
  'ProductQuery.q':
    'Words that the product has in its brand, name, category or colours, or their initial consonants',
  'ProductQuery.id': 'A product to show: those that are on sale come as one page, in the order given',
  'ProductCardList.items': 'The products, the best first',
  aliases: 'Other names by which people find the brand, such as the one in English',
  'FacetQuery.q':
    'Words that the product has in its brand, name, category or colours, or their initial consonants',
  'FacetQuery.size': 'A size in mm that is in stock; of several one is',
  'FacetQuery.color': 'A colour family that is in stock, in one of the sizes; of several one is',
  'FacetQuery.sale': 'Whether a sale runs',
  'ProductFacets.q':
    'The words that were looked for; null without any. If those of the query match nothing, they are read as those of a list',
  'ProductFacets.isComplete': 'False where more products have these words than are counted',
  'ProductFacets.total': 'Products with all filters',
  'ProductFacets.categories':
    'Categories that have products with the other filters; a root with those of its leaves',
  'ProductFacets.brands': 'Brands that have products with the other filters',
  'ProductFacets.sizes': 'Sizes of which products with the other filters are in stock, in one of the colours',
  'ProductFacets.colors':
    'Colour families of which products with the other filters are in stock, in one of the sizes',
  'ProductFacets.onSale': 'Products on sale with the other filters',
  'FacetCategory.products': 'Products of the category',
  'FacetBrand.products': 'Products of the brand',
  'FacetSize.products': 'Products of which the size is in stock',
  'FacetColor.products': 'Products of which the colour is in stock',
  'SuggestionQuery.q': 'What is typed so far; absent: popular searches',
  'SearchSuggestions.q':
    'What was looked for: what was typed, or what the same keys write on a Korean keyboard',
  'SearchSuggestions.items': 'The suggestions, by kind, the best first',
  'Suggestion.kind': 'What it leads to',
  'Suggestion.id': 'The brand, category or product; null for words to search for',
  'Suggestion.text': 'What is shown: the name, or the words to search for',
  'ProductQuery.size': 'A size in mm that is in stock; of several one is',
  'ProductQuery.color': 'A colour family that is in stock, in one of the sizes; of several one is',
  'ProductQuery.sale': 'Whether a sale runs',
  'ProductQuery.total': 'Whether to count the products',
  family: 'The colour family by which lists find the colour; absent: the one that its name says',
  chosenFamily: 'The family that the seller has chosen; null: the name says it',
  'ProductColor.family': 'The colour family by which lists find it',
  'SellerColor.family': 'The colour family by which lists find it',
  'FacetColor.family': 'The colour family',
  'ChangeColor.family': 'The colour family by which lists find it; null: the one that its name says',
  'ProductPage.q':
    'The words that were looked for; null without any. If those of the query match nothing, they are read as keys of a Korean keyboard',
  'ProductPage.pinned': 'How many items at the beginning an administrator pinned there',
  'ProductPage.total': 'How many products match, 500 for more; null unless asked for',
}

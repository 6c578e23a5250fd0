/* Made by `npm run clients`; a test compares it with the servers. */

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the public keys of access tokens (RFC 7517) */
        get: operations["getWellKnownJwksJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask whether the process responds */
        get: operations["getLivez"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask whether the process should get requests */
        get: operations["getReadyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my addresses */
        get: operations["getAddresses"];
        put?: never;
        /** Add an address */
        post: operations["postAddresses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/addresses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an address */
        get: operations["getAddressesById"];
        /** Replace an address */
        put: operations["putAddressesById"];
        post?: never;
        /** Delete an address */
        delete: operations["deleteAddressesById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what administrators did, and sellers to orders (administrator) */
        get: operations["getAdminAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/banners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List banners (administrator) */
        get: operations["getAdminBanners"];
        put?: never;
        /** Create a banner (administrator) */
        post: operations["postAdminBanners"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/banners/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a banner (administrator) */
        get: operations["getAdminBannersById"];
        /** Change a banner that is shown or planned (administrator) */
        put: operations["putAdminBannersById"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/banners/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a banner now (administrator) */
        post: operations["postAdminBannersByIdEnd"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List brands by name, with those that are hidden (administrator) */
        get: operations["getAdminBrands"];
        put?: never;
        /** Create a brand (administrator) */
        post: operations["postAdminBrands"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/brands/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a brand (administrator) */
        get: operations["getAdminBrandsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename, hide or show a brand, and set its other names (administrator) */
        patch: operations["patchAdminBrandsById"];
        trace?: never;
    };
    "/v1/admin/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a category (administrator) */
        post: operations["postAdminCategories"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/categories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a category as it is stored now (administrator) */
        get: operations["getAdminCategoriesById"];
        put?: never;
        post?: never;
        /** Remove a category that nothing uses (administrator) */
        delete: operations["deleteAdminCategoriesById"];
        options?: never;
        head?: never;
        /** Rename, move or reorder a category (administrator) */
        patch: operations["patchAdminCategoriesById"];
        trace?: never;
    };
    "/v1/admin/coupon-campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List coupon campaigns, newest first (administrator) */
        get: operations["getAdminCouponCampaigns"];
        put?: never;
        /** Create a coupon campaign (administrator) */
        post: operations["postAdminCouponCampaigns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/coupon-campaigns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a coupon campaign (administrator) */
        get: operations["getAdminCouponCampaignsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find members (administrator) */
        get: operations["getAdminMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get any member (administrator) */
        get: operations["getAdminMembersById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/members/{id}/business": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the business of a seller (administrator) */
        get: operations["getAdminMembersByIdBusiness"];
        /** State the business of a seller (administrator) */
        put: operations["putAdminMembersByIdBusiness"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/members/{id}/reinstate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the suspension of a member (administrator) */
        post: operations["postAdminMembersByIdReinstate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/members/{id}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the role of a member (administrator) */
        post: operations["postAdminMembersByIdRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/members/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspend a member (administrator) */
        post: operations["postAdminMembersByIdSuspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find orders (administrator) */
        get: operations["getAdminOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get any order, with everything that happened to it (administrator) */
        get: operations["getAdminOrdersById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel everything of an order that is not shipped (administrator) */
        post: operations["postAdminOrdersByIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/orders/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an unpaid order, or the return of delivered items, more time (administrator) */
        post: operations["postAdminOrdersByIdExtend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/orders/{id}/items/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel unshipped pairs of a paid order, such as sold-out ones */
        post: operations["postAdminOrdersByIdItemsCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/orders/{id}/items/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refund shipped pairs without a return, such as those of a lost parcel */
        post: operations["postAdminOrdersByIdItemsRefund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/orders/{id}/refund-account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Name the account for the refunds of a deposit that are not done (administrator) */
        post: operations["postAdminOrdersByIdRefundAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count what needs an administrator */
        get: operations["getAdminOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/payment-differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was done at the gateway and is not settled here, oldest first (administrator) */
        get: operations["getAdminPaymentDifferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/payment-differences/{id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Resolve a payment difference with a note (administrator) */
        put: operations["putAdminPaymentDifferencesByIdResolution"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what is pinned in the list of a category or of all products (administrator) */
        get: operations["getAdminPins"];
        /** Set what is pinned in the list of a category or of all products (administrator) */
        put: operations["putAdminPins"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/products/{id}/purchase-limit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Limit the pairs of a product that one member may order (administrator) */
        put: operations["putAdminProductsByIdPurchaseLimit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the refunds that are not done, the first due one first (administrator) */
        get: operations["getAdminRefunds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the returns that nobody has answered, the first due one first (administrator) */
        get: operations["getAdminReturns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/returns/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept a return: the goods have arrived */
        post: operations["postAdminReturnsByIdAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/returns/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give the seller more time to answer a return (administrator) */
        post: operations["postAdminReturnsByIdExtend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/returns/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a return: the buyer keeps the goods */
        post: operations["postAdminReturnsByIdReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the reviews that are reported, or hidden (administrator) */
        get: operations["getAdminReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/reviews/{id}/hide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hide a review */
        post: operations["postAdminReviewsByIdHide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/reviews/{id}/show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show a review */
        post: operations["postAdminReviewsByIdShow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/shipments/{id}/deliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a shipment as delivered (administrator) */
        post: operations["postAdminShipmentsByIdDeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/waiting-rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the waiting rooms that have not closed (administrator) */
        get: operations["getAdminWaitingRooms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/waiting-rooms/{kind}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a waiting room, with how many wait (administrator) */
        get: operations["getAdminWaitingRoomsByKindById"];
        /** Create or change a waiting room (administrator) */
        put: operations["putAdminWaitingRoomsByKindById"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/change-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the e-mail address with the token of a link that was mailed to the new one */
        post: operations["postAuthChangeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change my password */
        post: operations["postAuthPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a mail with a link that resets the password */
        post: operations["postAuthPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password-reset/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a new password with the token of a mailed link */
        post: operations["postAuthPasswordResetConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange the refresh token for new tokens */
        post: operations["postAuthRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my sessions */
        get: operations["getAuthSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of my sessions */
        delete: operations["deleteAuthSessionsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in */
        post: operations["postAuthSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session of a refresh token */
        post: operations["postAuthSignOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sign-out-everywhere": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End all my sessions */
        post: operations["postAuthSignOutEverywhere"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign up */
        post: operations["postAuthSignUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify the e-mail address with the token of a mailed link */
        post: operations["postAuthVerifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/banners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the banners that the home page shows now */
        get: operations["getBanners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List brands by name */
        get: operations["getBrands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my cart with current prices and stock */
        get: operations["getCart"];
        put?: never;
        post?: never;
        /** Empty my cart */
        delete: operations["deleteCart"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cart/items/{skuId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add a size to my cart, or change its quantity */
        put: operations["putCartItemsBySkuId"];
        post?: never;
        /** Remove a size from my cart */
        delete: operations["deleteCartItemsBySkuId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cart/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Merge my guest cart into my cart */
        post: operations["postCartMerge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the category tree */
        get: operations["getCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coupons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my coupons */
        get: operations["getCoupons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coupons/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my coupon */
        get: operations["getCouponsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coupons/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List current and upcoming coupon campaigns */
        get: operations["getCouponsCampaigns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coupons/campaigns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a coupon campaign */
        get: operations["getCouponsCampaignsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coupons/campaigns/{id}/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Request a coupon of a campaign */
        post: operations["postCouponsCampaignsByIdIssue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/couriers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the couriers and the format of their tracking numbers */
        get: operations["getCouriers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/followed-orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an order that was not finished when its buyer withdrew */
        get: operations["getFollowedOrdersById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my profile */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change my name */
        patch: operations["patchMe"];
        trace?: never;
    };
    "/v1/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a mail to a new address, with a link that changes mine */
        post: operations["postMeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/email/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for another mail with a link that verifies my address */
        post: operations["postMeEmailVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/likes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the products that I like */
        get: operations["getMeLikes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List products that may please me */
        get: operations["getMeRecommendations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my reviews */
        get: operations["getMeReviews"];
        put?: never;
        /** Review an item that I bought */
        post: operations["postMeReviews"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/reviews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my review */
        get: operations["getMeReviewsById"];
        /** Replace my review */
        put: operations["putMeReviewsById"];
        post?: never;
        /** Delete my review */
        delete: operations["deleteMeReviewsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/viewed-products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget which products I looked at */
        delete: operations["deleteMeViewedProducts"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/viewed-products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say that I look at a product */
        put: operations["putMeViewedProductsById"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraw from the shop permanently */
        post: operations["postMeWithdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my notifications, newest first */
        get: operations["getNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Mark a notification as read */
        put: operations["putNotificationsByIdRead"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Mark all notifications up to one as read */
        put: operations["putNotificationsRead"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream my notifications (server-sent events) */
        get: operations["getNotificationsStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my orders */
        get: operations["getOrders"];
        put?: never;
        /** Place an order for the cart, or for the given lines */
        post: operations["postOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my order */
        get: operations["getOrdersById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel everything that is not shipped */
        post: operations["postOrdersByIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm the purchase of delivered items */
        post: operations["postOrdersByIdConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/items/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel some pairs of a paid order */
        post: operations["postOrdersByIdItemsCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/refund-account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Name the account for the refunds of my deposit */
        post: operations["postOrdersByIdRefundAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Request a return or an exchange */
        post: operations["postOrdersByIdReturns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/returns/{returnId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a return of my order */
        get: operations["getOrdersByIdReturnsByReturnId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Explain what an order would cost now */
        post: operations["postOrdersPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm the payment of my order */
        post: operations["postPaymentsConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Receive a webhook of the payment gateway */
        post: operations["postPaymentsWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pictures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload a picture (seller, administrator) */
        post: operations["postPictures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pictures/{id}/{width}.webp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a picture */
        get: operations["getPicturesByIdByWidth.webp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List products on sale */
        get: operations["getProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a product on sale with its colours, sizes and stock */
        get: operations["getProductsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/fit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get which sizes people with a foot of this length kept */
        get: operations["getProductsByIdFit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/like": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get whether I like a product, and how many members do */
        get: operations["getProductsByIdLike"];
        /** Like a product */
        put: operations["putProductsByIdLike"];
        post?: never;
        /** Like a product no longer */
        delete: operations["deleteProductsByIdLike"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the reviews of a product */
        get: operations["getProductsByIdReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List products that are similar to one */
        get: operations["getProductsByIdSimilar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/together": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List products that the same members wanted */
        get: operations["getProductsByIdTogether"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count the products on sale by category, brand, size, colour and sale */
        get: operations["getProductsFacets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restock-places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my places in restock lines */
        get: operations["getRestockPlaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/helpful": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Mark a review as helpful */
        put: operations["putReviewsByIdHelpful"];
        post?: never;
        /** Take my mark of a review back */
        delete: operations["deleteReviewsByIdHelpful"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Report a review to the administrators */
        put: operations["putReviewsByIdReport"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Suggest brands, categories, searches and products while words are typed */
        get: operations["getSearchSuggestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/business": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my business (seller) */
        get: operations["getSellerBusiness"];
        /** State my business, which buyers are shown (seller) */
        put: operations["putSellerBusiness"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my imports of products that can be undone, newest first */
        get: operations["getSellerImports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Undo an import of products */
        post: operations["postSellerImportsByIdUndo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my orders: my part of each */
        get: operations["getSellerOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my part of an order */
        get: operations["getSellerOrdersById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/orders/{id}/items/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel my unshipped pairs of a paid order, such as sold-out ones */
        post: operations["postSellerOrdersByIdItemsCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/orders/{id}/items/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refund my shipped pairs without a return, such as those of a lost parcel */
        post: operations["postSellerOrdersByIdItemsRefund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/orders/{id}/ship": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ship items of an order */
        post: operations["postSellerOrdersByIdShip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my products of any status, newest first (seller) */
        get: operations["getSellerProducts"];
        put?: never;
        /** Create a draft product */
        post: operations["postSellerProducts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my product of any status (seller) */
        get: operations["getSellerProductsById"];
        put?: never;
        post?: never;
        /** Remove my product permanently */
        delete: operations["deleteSellerProductsById"];
        options?: never;
        head?: never;
        /** Edit my product */
        patch: operations["patchSellerProductsById"];
        trace?: never;
    };
    "/v1/seller/products/{id}/colors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a colour with its sizes to my product */
        post: operations["postSellerProductsByIdColors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/products/{id}/colors/{colorId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a colour of my product with its sizes */
        get: operations["getSellerProductsByIdColorsByColorId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename a colour of my product, or change its family */
        patch: operations["patchSellerProductsByIdColorsByColorId"];
        trace?: never;
    };
    "/v1/seller/products/{id}/colors/{colorId}/skus": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add sizes to a colour of my product */
        post: operations["postSellerProductsByIdColorsByColorIdSkus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/products/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publish my draft */
        post: operations["postSellerProductsByIdPublish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/products/{id}/sale": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Plan a sale of my product, or replace it */
        put: operations["putSellerProductsByIdSale"];
        post?: never;
        /** End the sale of my product */
        delete: operations["deleteSellerProductsByIdSale"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/products/{id}/skus/{skuId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a size of my product from sale */
        delete: operations["deleteSellerProductsByIdSkusBySkuId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/products/{id}/skus/{skuId}/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set the stock of a SKU */
        put: operations["putSellerProductsByIdSkusBySkuIdStock"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/products/{id}/unpublish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take my product off sale */
        post: operations["postSellerProductsByIdUnpublish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/products/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export my products as a CSV file */
        get: operations["getSellerProductsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/products/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create and change my products by a CSV file */
        post: operations["postSellerProductsImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List returns and exchanges of my products */
        get: operations["getSellerReturns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/returns/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept a return: the goods have arrived */
        post: operations["postSellerReturnsByIdAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/returns/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a return: the buyer keeps the goods */
        post: operations["postSellerReturnsByIdReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the reviews of my products */
        get: operations["getSellerReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/reviews/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Answer a review of my product, or change my answer */
        put: operations["putSellerReviewsByIdAnswer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/shipments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my shipment */
        get: operations["getSellerShipmentsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Correct the tracking number of my shipment until it is delivered */
        patch: operations["patchSellerShipmentsById"];
        trace?: never;
    };
    "/v1/seller/shipments/{id}/deliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark my shipment as delivered */
        post: operations["postSellerShipmentsByIdDeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/shipments/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ship orders by a CSV file of tracking numbers */
        post: operations["postSellerShipmentsImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/shipping-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what I charge for shipping (seller) */
        get: operations["getSellerShippingPolicy"];
        /** Set what I charge for shipping */
        put: operations["putSellerShippingPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what I have to do, and the figures of my last days */
        get: operations["getSellerSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/skus/{skuId}/restock-place": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Wait for a size that is sold out */
        put: operations["putSkusBySkuIdRestockPlace"];
        post?: never;
        /** Wait for a size no longer */
        delete: operations["deleteSkusBySkuIdRestockPlace"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waiting-rooms/{kind}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the waiting room of a campaign or product */
        get: operations["getWaitingRoomsByKindById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waiting-rooms/{kind}/{id}/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a ticket of the waiting room */
        post: operations["postWaitingRoomsByKindByIdTickets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptReturn: {
            /** @default  */
            answer: string;
            /** @default true */
            restock: boolean;
        };
        Address: {
            line1: string;
            /** @default  */
            line2: string;
            phone: components["schemas"]["PhoneNumber"];
            postcode: components["schemas"]["Postcode"];
            recipient: string;
        };
        AddressEntry: {
            /** @default false */
            isDefault: boolean;
            line1: string;
            /** @default  */
            line2: string;
            phone: components["schemas"]["PhoneNumber"];
            postcode: components["schemas"]["Postcode"];
            recipient: string;
        };
        AddressList: {
            items: components["schemas"]["SavedAddress"][];
            nextCursor: null;
        };
        AdminBanner: {
            endsAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            link: string;
            picture: components["schemas"]["Picture"] | null;
            position: number;
            startsAt: components["schemas"]["Instant"];
            text: string;
            title: string;
        };
        AdminBannerPage: {
            items: components["schemas"]["AdminBanner"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        AdminBrand: {
            aliases: string[];
            id: components["schemas"]["Id"];
            isHidden: boolean;
            name: string;
        };
        AdminBrandPage: {
            items: components["schemas"]["AdminBrand"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        AdminOrder: {
            address: components["schemas"]["KnownAddress"];
            couponId: components["schemas"]["Id"] | null;
            discount: components["schemas"]["Amount"];
            expiresAt: components["schemas"]["Instant"];
            history: components["schemas"]["OrderHistoryEntry"][];
            id: components["schemas"]["Id"];
            items: components["schemas"]["OrderItem"][];
            itemsTotal: components["schemas"]["Amount"];
            memberId: components["schemas"]["Id"];
            note: string;
            number: string;
            paid: components["schemas"]["Amount"];
            paidAt: components["schemas"]["Instant"] | null;
            payment: components["schemas"]["OrderPayment"] | null;
            placedAt: components["schemas"]["Instant"];
            progress: components["schemas"]["OrderProgress"];
            refunded: components["schemas"]["Amount"];
            refunds: components["schemas"]["Refund"][];
            returns: components["schemas"]["Return"][];
            shipments: components["schemas"]["Shipment"][];
            shippingFee: components["schemas"]["Amount"];
            shippingFees: components["schemas"]["ShippingFee"][];
            status: components["schemas"]["OrderStatus"];
            total: components["schemas"]["Amount"];
        };
        AdminOverview: {
            differences: number;
            mailsRejected: number;
            refunds: {
                open: number;
                overdue: number;
                rejected: number;
                withoutAccount: number;
            };
            returns: {
                open: number;
                overdue: number;
            };
        };
        AdminPin: {
            brandName: string;
            endsAt: components["schemas"]["Instant"];
            productId: components["schemas"]["Id"];
            productName: string;
            startsAt: components["schemas"]["Instant"];
            state: components["schemas"]["PinState"];
        };
        AdminReview: {
            answer: components["schemas"]["ReviewAnswer"] | null;
            author: string;
            colorName: string;
            createdAt: components["schemas"]["Instant"];
            editedAt: components["schemas"]["Instant"] | null;
            fit: components["schemas"]["Fit"] | null;
            footLengthMm: number | null;
            footWidth: components["schemas"]["FootWidth"] | null;
            helpful: number;
            hiddenReason: string | null;
            id: components["schemas"]["Id"];
            productId: components["schemas"]["Id"];
            productName: string;
            rating: components["schemas"]["Rating"];
            reportedAt: components["schemas"]["Instant"] | null;
            reports: {
                notes: string[];
                reason: components["schemas"]["ReportReason"];
                reports: number;
            }[];
            sizeMm: number;
            status: components["schemas"]["ReviewStatus"];
            text: string;
        };
        AdminReviewPage: {
            items: components["schemas"]["AdminReview"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        AdmissionsPerSecond: number;
        Amount: number;
        AnswerReview: {
            text: string;
        };
        AssignRole: {
            role: components["schemas"]["Role"];
        };
        /** @enum {string} */
        AuditAction: "administrator.create" | "member.read" | "member.role" | "member.suspend" | "member.reinstate" | "business.set" | "brand.create" | "brand.change" | "category.create" | "category.change" | "category.remove" | "product.edit" | "product.publish" | "product.unpublish" | "product.remove" | "product.color" | "product.size" | "campaign.create" | "waiting-room.set" | "product.price" | "product.sale" | "product.purchase-limit" | "product.sale-end" | "product.import" | "product.import-undo" | "shipping-policy.set" | "order.ship" | "shipment.correct" | "order.cancel" | "order.refund" | "order.refund-account" | "order.extend" | "shipment.deliver" | "return.accept" | "return.reject" | "return.extend" | "payment-difference.resolve" | "review.answer" | "review.hide" | "review.show" | "banner.create" | "banner.change" | "banner.end" | "pins.set";
        AuditEntry: {
            action: components["schemas"]["AuditAction"];
            actorId: components["schemas"]["Id"] | null;
            at: components["schemas"]["Instant"];
            details: {
                [key: string]: unknown;
            };
            id: components["schemas"]["Id"];
            requestId: string | null;
            thing: components["schemas"]["AuditThing"];
            thingId: components["schemas"]["Id"];
        };
        AuditLogPage: {
            items: components["schemas"]["AuditEntry"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        /** @enum {string} */
        AuditThing: "member" | "brand" | "category" | "coupon-campaign" | "product" | "product-import" | "order" | "shipment" | "return" | "payment-difference" | "review" | "banner" | "pin-list";
        Banner: {
            id: components["schemas"]["Id"];
            link: string;
            picture: components["schemas"]["Picture"] | null;
            text: string;
            title: string;
        };
        BannerEntry: {
            endsAt: components["schemas"]["Moment"];
            link: string;
            /** @default null */
            pictureId: components["schemas"]["PictureId"] | null;
            /** @default 1 */
            position: number;
            startsAt: components["schemas"]["Moment"];
            /** @default  */
            text: string;
            title: string;
        };
        BannerList: {
            items: components["schemas"]["Banner"][];
        };
        Brand: {
            id: components["schemas"]["Id"];
            name: string;
        };
        BrandPage: {
            items: components["schemas"]["Brand"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        Business: {
            address: string;
            companyName: string;
            email: components["schemas"]["Email"];
            mailOrderNumber: string | null;
            phone: components["schemas"]["PhoneNumber"];
            registrationNumber: components["schemas"]["BusinessNumber"];
            representative: string;
        };
        BusinessNumber: string;
        CancelAnyOrder: {
            reason: string;
            refundAccount?: components["schemas"]["RefundAccount"];
            /** @default true */
            restock: boolean;
        };
        CancelItems: {
            items: {
                itemId: components["schemas"]["Id"];
                quantity?: number;
            }[];
            reason: string;
            refundAccount?: components["schemas"]["RefundAccount"];
        };
        CancelOrder: {
            reason: string;
            refundAccount?: components["schemas"]["RefundAccount"];
        };
        CancelSoldItems: {
            items: {
                itemId: components["schemas"]["Id"];
                quantity?: number;
            }[];
            reason: string;
            /** @default true */
            restock: boolean;
        };
        CardRating: {
            average: number;
            reviews: number;
        };
        Cart: {
            amount: number;
            items: components["schemas"]["CartItem"][];
            quantity: number;
        };
        CartItem: {
            addedAt: components["schemas"]["Instant"];
            available: number;
            color: string;
            listPrice: components["schemas"]["Won"];
            price: components["schemas"]["Won"];
            priceSeen: components["schemas"]["Won"];
            product: {
                brand: components["schemas"]["Brand"];
                id: components["schemas"]["Id"];
                imageUrl: string | null;
                name: string;
                sellerId: components["schemas"]["Id"];
            };
            quantity: number;
            sizeMm: number;
            skuId: components["schemas"]["Id"];
            state: components["schemas"]["CartItemState"];
        };
        /** @enum {string} */
        CartItemState: "ORDERABLE" | "SHORT" | "SOLD_OUT" | "REMOVED";
        Category: {
            id: components["schemas"]["Id"];
            name: string;
            parentId: components["schemas"]["Id"] | null;
        };
        CategoryId: components["schemas"]["Id"];
        CategoryList: {
            items: components["schemas"]["Category"][];
            nextCursor: null;
        };
        ChangeBrand: {
            aliases?: string[];
            isHidden?: boolean;
            name?: string;
        };
        ChangeCategory: {
            name?: string;
            parentId?: components["schemas"]["CategoryId"];
            position?: number;
        };
        ChangeColor: {
            family?: components["schemas"]["ColorFamily"] | null;
            name?: components["schemas"]["ColorName"];
        };
        ChangeEmail: {
            email: components["schemas"]["Email"];
            password: string;
        };
        ChangePassword: {
            newPassword: components["schemas"]["NewPassword"];
            password: components["schemas"]["CurrentPassword"];
        };
        /** @enum {string} */
        ColorFamily: "BLACK" | "WHITE" | "GRAY" | "BEIGE" | "BROWN" | "RED" | "PINK" | "ORANGE" | "YELLOW" | "GREEN" | "BLUE" | "NAVY" | "PURPLE" | "SILVER" | "GOLD" | "MULTI" | "OTHER";
        ColorName: string;
        ConfirmedPayment: {
            orderId: components["schemas"]["Id"];
            orderNumber: string;
            /** @enum {string} */
            orderStatus: "PAID" | "AWAITING_DEPOSIT";
            payment: components["schemas"]["OrderPayment"];
        };
        ConfirmPayment: {
            amount: components["schemas"]["Amount"];
            orderId: string;
            paymentKey: components["schemas"]["PaymentKey"];
        };
        ConfirmPurchase: {
            itemIds?: components["schemas"]["Id"][];
        };
        Consent: {
            /** @enum {string} */
            document: "TERMS" | "PRIVACY";
            version: string;
        };
        CorrectRefundAccount: {
            refundAccount: components["schemas"]["RefundAccount"];
        };
        CorrectShipment: {
            courier: components["schemas"]["Courier"];
            trackingNumber: string;
        };
        Coupon: {
            campaignId: components["schemas"]["Id"];
            discount: components["schemas"]["CouponDiscount"];
            id: components["schemas"]["Id"];
            issuedAt: components["schemas"]["Instant"];
            minimumOrder: components["schemas"]["Won"];
            name: string;
            scope: components["schemas"]["CouponScope"];
            status: components["schemas"]["CouponStatus"];
            usedAt: components["schemas"]["Instant"] | null;
            validUntil: components["schemas"]["Instant"];
        };
        CouponCampaign: {
            discount: components["schemas"]["CouponDiscount"];
            endsAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            issued: number;
            minimumOrder: components["schemas"]["Won"];
            name: string;
            quantity: number;
            scope: components["schemas"]["CouponScope"];
            startsAt: components["schemas"]["Instant"];
            validDays: number | null;
            validUntil: components["schemas"]["Instant"];
            verifiedOnly: boolean;
        };
        CouponCampaignPage: {
            items: components["schemas"]["CouponCampaign"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        CouponDiscount: {
            amount: components["schemas"]["Won"];
            /** @constant */
            type: "FIXED";
        } | {
            /** @default null */
            cap: components["schemas"]["Won"] | null;
            percent: number;
            /** @constant */
            type: "PERCENT";
        };
        CouponDiscountInput: {
            amount: components["schemas"]["Won"];
            /** @constant */
            type: "FIXED";
        } | {
            /** @default null */
            cap: components["schemas"]["Won"] | null;
            percent: number;
            /** @constant */
            type: "PERCENT";
        };
        CouponPage: {
            items: components["schemas"]["Coupon"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        CouponScope: {
            /** @constant */
            type: "ALL";
        } | {
            categoryId: components["schemas"]["CategoryId"];
            /** @constant */
            type: "CATEGORY";
        } | {
            brandId: components["schemas"]["Id"];
            /** @constant */
            type: "BRAND";
        } | {
            productId: components["schemas"]["Id"];
            /** @constant */
            type: "PRODUCT";
        };
        /** @enum {string} */
        CouponStatus: "ISSUED" | "RESERVED" | "USED" | "EXPIRED";
        /** @enum {string} */
        Courier: "CJ" | "HANJIN" | "LOTTE" | "LOGEN" | "EPOST" | "OTHER";
        CourierList: {
            items: {
                code: components["schemas"]["Courier"];
                name: string;
                trackingNumberFormat: string;
                trackingNumberPattern: string;
            }[];
            nextCursor: null;
        };
        CreateBrand: {
            name: string;
        };
        CreateCampaign: {
            admissionsPerSecond?: components["schemas"]["AdmissionsPerSecond"];
            discount: components["schemas"]["CouponDiscountInput"];
            endsAt: components["schemas"]["Moment"];
            /** @default 0 */
            minimumOrder: components["schemas"]["Won"];
            name: string;
            quantity: number;
            /**
             * @default {
             *       "type": "ALL"
             *     }
             */
            scope: components["schemas"]["CouponScope"];
            startsAt: components["schemas"]["Moment"];
            /** @default null */
            validDays: number | null;
            validUntil: components["schemas"]["Moment"];
            /** @default false */
            verifiedOnly: boolean;
        };
        CreateCategory: {
            name: string;
            parentId: components["schemas"]["CategoryId"] | null;
            position?: number;
        };
        CreateProduct: {
            brandId: components["schemas"]["Id"];
            categoryId: components["schemas"]["CategoryId"];
            colors: components["schemas"]["NewColor"][];
            description: components["schemas"]["Description"];
            disclosure?: components["schemas"]["Disclosure"];
            /** @default [] */
            images: string[];
            name: components["schemas"]["ProductName"];
            price: components["schemas"]["Won"];
            purchaseLimit?: number | null;
        };
        CurrentPassword: string;
        Cursor: string;
        /** @default {} */
        DeliverShipment: {
            deliveredAt?: components["schemas"]["Instant"];
        };
        DepositAccount: {
            accountNumber: string;
            bankCode: string;
            dueDate: components["schemas"]["Instant"];
        };
        Description: string;
        DeviceId: string;
        DeviceToken: string;
        Disclosure: {
            care: string;
            countryOfOrigin: string;
            heelHeightMm: number | null;
            importer: string | null;
            manufacturer: string;
            material: string;
            serviceContact: string;
            servicePhone: components["schemas"]["PhoneNumber"];
            warranty: string;
        };
        EditProduct: {
            brandId?: components["schemas"]["Id"];
            categoryId?: components["schemas"]["CategoryId"];
            description?: components["schemas"]["Description"];
            disclosure?: components["schemas"]["Disclosure"];
            expectedRevision?: components["schemas"]["Revision"];
            images?: string[];
            name?: components["schemas"]["ProductName"];
            price?: components["schemas"]["Won"];
            purchaseLimit?: number | null;
        };
        /** Format: email */
        Email: string;
        ExtendOrder: {
            itemIds?: components["schemas"]["Id"][];
            until: components["schemas"]["Instant"];
        };
        ExtendReturn: {
            until: components["schemas"]["Instant"];
        };
        FacetBrand: {
            id: components["schemas"]["Id"];
            products: number;
        };
        FacetCategory: {
            id: components["schemas"]["Id"];
            products: number;
        };
        FacetColor: {
            family: components["schemas"]["ColorFamily"];
            products: number;
        };
        FacetSize: {
            products: number;
            sizeMm: number;
        };
        Fit: number;
        FitAdvice: {
            ofBrand: components["schemas"]["FitOutcome"] | null;
            ofProduct: components["schemas"]["FitOutcome"] | null;
        };
        FitOutcome: {
            pairs: number;
            sizes: {
                kept: number;
                returned: number;
                sizeMm: number;
            }[];
        };
        FollowedOrders: {
            orders: {
                id: components["schemas"]["Id"];
                number: string;
            }[];
            token: string;
            until: components["schemas"]["Instant"];
        };
        FootLengthMm: number;
        /** @enum {string} */
        FootWidth: "NARROW" | "REGULAR" | "WIDE";
        FoundMember: {
            createdAt: components["schemas"]["Instant"];
            email: string | null;
            id: components["schemas"]["Id"];
            name: string;
            role: components["schemas"]["Role"];
            /** @enum {string} */
            status: "ACTIVE" | "SUSPENDED" | "WITHDRAWN";
        };
        FoundMemberPage: {
            items: components["schemas"]["FoundMember"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        FoundOrder: {
            id: components["schemas"]["Id"];
            imageUrl: string | null;
            items: number;
            member: {
                email: string | null;
                id: components["schemas"]["Id"];
                name: string;
            };
            number: string;
            paid: components["schemas"]["Amount"];
            paidAt: components["schemas"]["Instant"] | null;
            placedAt: components["schemas"]["Instant"];
            recipient: string;
            refunded: components["schemas"]["Amount"];
            status: components["schemas"]["OrderStatus"];
            title: string;
            total: components["schemas"]["Amount"];
        };
        FoundOrderPage: {
            items: components["schemas"]["FoundOrder"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        HideReview: {
            reason: string;
        };
        Id: number;
        ImportedLine: {
            code: string | null;
            line: number;
            orderNumber: string;
            reason: string | null;
            /** @enum {string} */
            result: "SHIPPED" | "REPEATED" | "FAILED";
            shipmentId: components["schemas"]["Id"] | null;
        };
        /** Format: date-time */
        Instant: string;
        /** @enum {string} */
        ItemStatus: "PENDING" | "PAID" | "SHIPPED" | "DELIVERED" | "CONFIRMED" | "CANCELLED" | "RETURN_REQUESTED" | "RETURNED" | "EXCHANGE_REQUESTED" | "EXCHANGED" | "REFUNDED";
        JwkSet: {
            keys: {
                [key: string]: unknown;
            }[];
        };
        KeptProduct: {
            columns: string[];
            productId: components["schemas"]["Id"];
        };
        KnownAddress: {
            line1: string;
            line2: string;
            phone: string;
            postcode: string;
            recipient: string;
        };
        KnownBusiness: {
            address: string;
            companyName: string;
            email: string;
            mailOrderNumber: string | null;
            phone: string;
            registrationNumber: string;
            representative: string;
        };
        KnownDisclosure: {
            care: string;
            countryOfOrigin: string;
            heelHeightMm: number | null;
            importer: string | null;
            manufacturer: string;
            material: string;
            serviceContact: string;
            servicePhone: string;
            warranty: string;
        };
        LikedProduct: {
            brand: components["schemas"]["Brand"];
            id: components["schemas"]["Id"];
            imageUrl: string | null;
            likedAt: components["schemas"]["Instant"];
            listPrice: components["schemas"]["Won"];
            name: string;
            price: components["schemas"]["Won"];
            sale: components["schemas"]["RunningSale"] | null;
            state: components["schemas"]["LikedProductState"];
        };
        LikedProductPage: {
            items: components["schemas"]["LikedProduct"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        /** @enum {string} */
        LikedProductState: "ON_SALE" | "SOLD_OUT" | "GONE";
        LineError: {
            code: string;
            column: string | null;
            line: number;
            message: string;
        };
        Live: {
            gitSha: string;
            /** @constant */
            status: "live";
            version: string;
        };
        MailedToken: {
            token: string;
        };
        Member: {
            createdAt: components["schemas"]["Instant"];
            email: string;
            emailVerified: boolean;
            id: components["schemas"]["Id"];
            name: string;
            role: components["schemas"]["Role"];
        };
        MemberDetail: {
            createdAt: components["schemas"]["Instant"];
            email: string | null;
            emailVerified: boolean;
            id: components["schemas"]["Id"];
            name: string;
            role: components["schemas"]["Role"];
            sessions: number;
            /** @enum {string} */
            status: "ACTIVE" | "SUSPENDED" | "WITHDRAWN";
            suspendedReason: string | null;
        };
        MemberName: string;
        MemberWithRole: {
            id: components["schemas"]["Id"];
            name: string;
            role: components["schemas"]["Role"];
        };
        MemberWithStatus: {
            id: components["schemas"]["Id"];
            name: string;
            /** @enum {string} */
            status: "ACTIVE" | "SUSPENDED";
        };
        /** Format: date-time */
        Moment: string;
        MyReview: {
            answer: components["schemas"]["ReviewAnswer"] | null;
            colorName: string;
            createdAt: components["schemas"]["Instant"];
            editedAt: components["schemas"]["Instant"] | null;
            fit: components["schemas"]["Fit"] | null;
            footLengthMm: number | null;
            footWidth: components["schemas"]["FootWidth"] | null;
            helpful: number;
            hiddenReason: string | null;
            id: components["schemas"]["Id"];
            itemId: components["schemas"]["Id"];
            orderId: components["schemas"]["Id"];
            productId: components["schemas"]["Id"];
            productName: string;
            rating: components["schemas"]["Rating"];
            sizeMm: number;
            status: components["schemas"]["ReviewStatus"];
            text: string;
        };
        MyReviewPage: {
            items: components["schemas"]["MyReview"][];
            nextCursor: components["schemas"]["Cursor"] | null;
            reviewable: components["schemas"]["Id"][] | null;
        };
        NewColor: {
            family?: components["schemas"]["ColorFamily"];
            name: components["schemas"]["ColorName"];
            skus: components["schemas"]["NewSku"][];
        };
        NewPassword: string;
        NewSizes: {
            skus: components["schemas"]["NewSku"][];
        };
        NewSku: {
            sizeMm: components["schemas"]["SizeMm"];
            stock: components["schemas"]["Stock"];
        };
        Notification: {
            createdAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            readAt: components["schemas"]["Instant"] | null;
        } & components["schemas"]["NotificationContent"];
        NotificationContent: {
            data: {
                items: number;
                number: string;
                orderId: components["schemas"]["Id"];
                title: string;
                total: number;
            };
            /** @constant */
            kind: "ORDER_PAID";
        } | {
            data: {
                items: number;
                number: string;
                orderId: components["schemas"]["Id"];
                title: string;
            };
            /** @constant */
            kind: "ORDER_TO_SHIP";
        } | {
            data: {
                items: number;
                number: string;
                orderId: components["schemas"]["Id"];
                /** @enum {string} */
                reason: "CANCELLED" | "EXPIRED";
                refund: number;
                title: string;
            };
            /** @constant */
            kind: "ORDER_CANCELLED";
        } | {
            data: {
                courier: string;
                items: number;
                number: string;
                orderId: components["schemas"]["Id"];
                title: string;
                trackingNumber: string;
            };
            /** @constant */
            kind: "ORDER_SHIPPED";
        } | {
            data: {
                items: number;
                number: string;
                orderId: components["schemas"]["Id"];
                title: string;
            };
            /** @constant */
            kind: "ORDER_DELIVERED";
        } | {
            data: {
                amount: number;
                code: string;
                number: string;
                orderId: components["schemas"]["Id"];
            };
            /** @constant */
            kind: "PAYMENT_FAILED";
        } | {
            data: {
                amount: number;
                number: string;
                orderId: components["schemas"]["Id"];
            };
            /** @constant */
            kind: "PAYMENT_REFUNDED";
        } | {
            data: {
                /** @enum {string} */
                kind: "RETURN" | "EXCHANGE";
                number: string;
                orderId: components["schemas"]["Id"];
                productName: string;
                quantity: number;
                returnId: components["schemas"]["Id"];
            };
            /** @constant */
            kind: "RETURN_REQUESTED";
        } | {
            data: {
                /** @enum {string} */
                kind: "RETURN" | "EXCHANGE";
                number: string;
                orderId: components["schemas"]["Id"];
                productName: string;
                quantity: number;
                returnId: components["schemas"]["Id"];
                /** @enum {string} */
                status: "ACCEPTED" | "REJECTED" | "CLOSED";
            };
            /** @constant */
            kind: "RETURN_RESOLVED";
        } | {
            data: {
                amount: number;
                number: string;
                orderId: components["schemas"]["Id"];
            };
            /** @constant */
            kind: "REFUND_ACCOUNT_NEEDED";
        } | {
            data: {
                colorName: string;
                heldUntil: components["schemas"]["Instant"];
                productId: components["schemas"]["Id"];
                productName: string;
                sizeMm: number;
                skuId: components["schemas"]["Id"];
            };
            /** @constant */
            kind: "RESTOCK_HELD";
        } | {
            data: {
                couponId: components["schemas"]["Id"];
                name: string;
                validUntil: components["schemas"]["Instant"];
            };
            /** @constant */
            kind: "COUPON_ISSUED";
        } | {
            data: {
                buyerName: string;
                productId: components["schemas"]["Id"];
                productName: string;
                roomId: components["schemas"]["Id"];
            };
            /** @constant */
            kind: "INQUIRY_OPENED";
        } | {
            data: {
                productId: components["schemas"]["Id"];
                productName: string;
                roomId: components["schemas"]["Id"];
            };
            /** @constant */
            kind: "INQUIRY_ANSWERED";
        } | {
            data: {
                productId: components["schemas"]["Id"];
                productName: string;
                roomId: components["schemas"]["Id"];
            };
            /** @constant */
            kind: "INQUIRY_CLOSED";
        } | {
            data: {
                productId: components["schemas"]["Id"];
                productName: string;
                roomId: components["schemas"]["Id"];
                unread: number;
            };
            /** @constant */
            kind: "MESSAGES_UNREAD";
        };
        NotificationPage: {
            items: components["schemas"]["Notification"][];
            nextCursor: components["schemas"]["Cursor"] | null;
            unread: number;
        };
        OpenCampaign: {
            discount: components["schemas"]["CouponDiscount"];
            endsAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            isMine: boolean;
            issued: number;
            minimumOrder: components["schemas"]["Won"];
            name: string;
            quantity: number;
            scope: components["schemas"]["CouponScope"];
            startsAt: components["schemas"]["Instant"];
            validDays: number | null;
            validUntil: components["schemas"]["Instant"];
            verifiedOnly: boolean;
        };
        OpenCampaignPage: {
            items: components["schemas"]["OpenCampaign"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        OpenReturn: {
            answer: string;
            answerBy: components["schemas"]["Instant"];
            colorName: string;
            exchangeSkuId: components["schemas"]["Id"] | null;
            fee: components["schemas"]["Amount"];
            id: components["schemas"]["Id"];
            itemId: components["schemas"]["Id"];
            /** @enum {string} */
            kind: "RETURN" | "EXCHANGE";
            knownSince: string | null;
            note: string;
            orderId: components["schemas"]["Id"];
            orderNumber: string;
            productName: string;
            quantity: number;
            reason: components["schemas"]["ReturnReason"];
            requestedAt: components["schemas"]["Instant"];
            resolvedAt: components["schemas"]["Instant"] | null;
            seller: {
                id: components["schemas"]["Id"];
                name: string;
            };
            sizeMm: number;
            status: components["schemas"]["ReturnStatus"];
        };
        OpenReturnPage: {
            items: components["schemas"]["OpenReturn"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        OpenWaitingRoom: {
            closesAt: components["schemas"]["Instant"];
            opensAt: components["schemas"]["Instant"];
            ticketsFrom: components["schemas"]["Instant"];
            verifiedOnly: boolean;
        };
        Order: {
            address: components["schemas"]["KnownAddress"];
            couponId: components["schemas"]["Id"] | null;
            discount: components["schemas"]["Amount"];
            expiresAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            items: components["schemas"]["OrderItem"][];
            itemsTotal: components["schemas"]["Amount"];
            note: string;
            number: string;
            paid: components["schemas"]["Amount"];
            paidAt: components["schemas"]["Instant"] | null;
            payment: components["schemas"]["OrderPayment"] | null;
            placedAt: components["schemas"]["Instant"];
            progress: components["schemas"]["OrderProgress"];
            refunded: components["schemas"]["Amount"];
            refunds: components["schemas"]["Refund"][];
            returns: components["schemas"]["Return"][];
            shipments: components["schemas"]["Shipment"][];
            shippingFee: components["schemas"]["Amount"];
            shippingFees: components["schemas"]["ShippingFee"][];
            status: components["schemas"]["OrderStatus"];
            total: components["schemas"]["Amount"];
        };
        OrderCard: {
            id: components["schemas"]["Id"];
            imageUrl: string | null;
            items: number;
            number: string;
            placedAt: components["schemas"]["Instant"];
            progress: components["schemas"]["OrderProgress"];
            status: components["schemas"]["OrderStatus"];
            title: string;
            total: components["schemas"]["Amount"];
        };
        /** @enum {string} */
        OrderHappening: "PLACED" | "PAYMENT_REQUESTED" | "PAYMENT_CAPTURED" | "ITEM_CANCELLED" | "ITEM_CONFIRMED" | "ITEM_REFUNDED" | "CANCELLED" | "EXPIRED" | "SHIPPED" | "DELIVERED" | "RETURN_REQUESTED" | "RETURN_ACCEPTED" | "RETURN_REJECTED" | "RETURN_CLOSED" | "REFUND_REQUESTED" | "REFUND_DONE" | "AUDITED";
        OrderHistoryEntry: {
            action: components["schemas"]["AuditAction"] | null;
            actorId: components["schemas"]["Id"] | null;
            amount: components["schemas"]["Amount"] | null;
            at: components["schemas"]["Instant"];
            id: components["schemas"]["Id"] | null;
            quantity: number | null;
            what: components["schemas"]["OrderHappening"];
        };
        OrderItem: {
            amount: components["schemas"]["Amount"];
            colorName: string;
            deliveredAt: components["schemas"]["Instant"] | null;
            discount: components["schemas"]["Amount"];
            extendedUntil: components["schemas"]["Instant"] | null;
            id: components["schemas"]["Id"];
            imageUrl: string | null;
            listPrice: components["schemas"]["Amount"];
            productId: components["schemas"]["Id"];
            productName: string;
            quantity: number;
            sellerId: components["schemas"]["Id"];
            shipmentId: components["schemas"]["Id"] | null;
            sizeMm: number;
            skuId: components["schemas"]["Id"];
            status: components["schemas"]["ItemStatus"];
            unitPrice: components["schemas"]["Amount"];
        };
        OrderPage: {
            items: components["schemas"]["OrderCard"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        OrderPayment: {
            account: components["schemas"]["DepositAccount"] | null;
            amount: components["schemas"]["Amount"];
            approvedAt: components["schemas"]["Instant"] | null;
            failure: components["schemas"]["PaymentFailure"] | null;
            method: string | null;
            paymentKey: string;
            status: components["schemas"]["PaymentStatus"];
        };
        OrderPreview: {
            couponId: components["schemas"]["Id"] | null;
            discount: components["schemas"]["Amount"];
            items: components["schemas"]["PreviewItem"][];
            itemsTotal: components["schemas"]["Amount"];
            listTotal: components["schemas"]["Amount"];
            saleDiscount: components["schemas"]["Amount"];
            shippingFee: components["schemas"]["Amount"];
            shippingFees: components["schemas"]["ShippingFee"][];
            supersedes: {
                id: components["schemas"]["Id"];
                number: string;
            }[];
            total: components["schemas"]["Amount"];
        };
        /** @enum {string} */
        OrderProgress: "UNPAID" | "EXPIRED" | "CANCELLED" | "TO_SHIP" | "PARTLY_SHIPPED" | "RETURN_REQUESTED" | "SHIPPED" | "DELIVERED" | "CONFIRMED" | "RETURNED" | "REFUNDED";
        /** @enum {string} */
        OrderStatus: "PENDING" | "CONFIRMING" | "AWAITING_DEPOSIT" | "PAID" | "EXPIRED" | "CANCELLED";
        PaymentDifference: {
            amount: components["schemas"]["Amount"];
            foundAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            /** @enum {string} */
            kind: "PART_REFUNDED" | "REFUNDED_AFTER_SHIPPING" | "UNKNOWN_PAYMENT" | "NOT_AT_GATEWAY" | "OTHER_PAYMENT" | "OTHER_REFUND" | "NOT_COMPARED";
            note: string | null;
            orderId: components["schemas"]["Id"] | null;
            paymentKey: string;
            resolvedAt: components["schemas"]["Instant"] | null;
            transactionKey: string;
        };
        PaymentDifferencePage: {
            items: components["schemas"]["PaymentDifference"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        PaymentFailure: {
            code: string;
            message: string;
        };
        PaymentKey: string;
        /** @enum {string} */
        PaymentStatus: "CONFIRMING" | "WAITING_FOR_DEPOSIT" | "DONE" | "PARTIAL_CANCELED" | "CANCELED" | "FAILED";
        PaymentWebhook: {
            data?: {
                orderId?: string;
                paymentKey?: string;
            } & {
                [key: string]: unknown;
            };
            orderId?: string;
        } & {
            [key: string]: unknown;
        };
        PendingRefund: {
            amount: components["schemas"]["Amount"];
            /** @enum {string} */
            cause: "CANCEL" | "RETURN" | "LATE" | "GATEWAY";
            dueAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            needsAccount: boolean;
            orderId: components["schemas"]["Id"];
            orderNumber: string;
            rejections: number;
            requestedAt: components["schemas"]["Instant"];
        };
        PendingRefundPage: {
            items: components["schemas"]["PendingRefund"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        PhoneNumber: string;
        Picture: {
            height: number;
            id: components["schemas"]["PictureId"];
            urls: components["schemas"]["PictureUrls"];
            width: number;
        };
        PictureId: string;
        PictureUrls: {
            large: string;
            medium: string;
            small: string;
        };
        Pin: {
            endsAt: components["schemas"]["Moment"];
            productId: components["schemas"]["Id"];
            startsAt: components["schemas"]["Moment"];
        };
        PinList: {
            categoryId: components["schemas"]["Id"] | null;
            items: components["schemas"]["AdminPin"][];
            revision: number;
        };
        /** @enum {string} */
        PinState: "SHOWN" | "PLANNED" | "ENDED" | "SOLD_OUT" | "NOT_LISTED";
        PlaceOrder: {
            address: components["schemas"]["Address"];
            couponId?: components["schemas"]["Id"];
            expectedTotal?: components["schemas"]["Amount"];
            lines?: {
                quantity: number;
                skuId: components["schemas"]["Id"];
            }[];
            /** @default  */
            note: string;
        };
        PlannedSale: {
            from: components["schemas"]["Instant"];
            price: components["schemas"]["Won"];
            until: components["schemas"]["Instant"];
        };
        Postcode: string;
        PreviewItem: {
            amount: components["schemas"]["Amount"];
            colorName: string;
            discount: components["schemas"]["Amount"];
            imageUrl: string | null;
            listPrice: components["schemas"]["Amount"];
            productId: components["schemas"]["Id"];
            productName: string;
            quantity: number;
            saleDiscount: components["schemas"]["Amount"];
            sellerId: components["schemas"]["Id"];
            sizeMm: number;
            skuId: components["schemas"]["Id"];
            unitPrice: components["schemas"]["Amount"];
        };
        Problem: {
            code: string;
            detail?: string;
            errors?: {
                message: string;
                path: string;
            }[];
            requestId: string;
            retryAfterMs?: number;
            status: number;
            title: string;
            type: string;
        };
        ProductCard: {
            brand: components["schemas"]["Brand"];
            categoryId: components["schemas"]["Id"];
            id: components["schemas"]["Id"];
            imageUrl: string | null;
            likes: number;
            listPrice: components["schemas"]["Won"];
            name: string;
            price: components["schemas"]["Won"];
            publishedAt: components["schemas"]["Instant"];
            rating: components["schemas"]["CardRating"] | null;
            sale: components["schemas"]["RunningSale"] | null;
            soldOut: boolean;
        };
        ProductCardList: {
            items: components["schemas"]["ProductCard"][];
        };
        ProductColor: {
            family: components["schemas"]["ColorFamily"];
            id: components["schemas"]["Id"];
            name: string;
            skus: components["schemas"]["Sku"][];
        };
        ProductDetail: {
            brand: components["schemas"]["Brand"];
            category: components["schemas"]["Category"];
            colors: components["schemas"]["ProductColor"][];
            description: string;
            disclosure: components["schemas"]["KnownDisclosure"] | null;
            drop: components["schemas"]["ProductDrop"] | null;
            id: components["schemas"]["Id"];
            images: string[];
            likes: number;
            listPrice: components["schemas"]["Won"];
            name: string;
            price: components["schemas"]["Won"];
            publishedAt: components["schemas"]["Instant"];
            purchaseLimit: number | null;
            reviews: components["schemas"]["ReviewFigures"];
            sale: components["schemas"]["RunningSale"] | null;
            seller: components["schemas"]["ProductSeller"];
        };
        ProductDrop: {
            closesAt: components["schemas"]["Instant"];
            opensAt: components["schemas"]["Instant"];
        };
        ProductFacets: {
            brands: components["schemas"]["FacetBrand"][];
            categories: components["schemas"]["FacetCategory"][];
            colors: components["schemas"]["FacetColor"][];
            isComplete: boolean;
            onSale: number;
            q: string | null;
            sizes: components["schemas"]["FacetSize"][];
            total: number;
        };
        ProductFile: string;
        ProductImport: {
            changed: number;
            created: number;
            createdAt: components["schemas"]["Instant"];
            finishedAt: components["schemas"]["Instant"] | null;
            id: components["schemas"]["Id"];
            rejected: number;
            unchanged: number;
            undoneAt: components["schemas"]["Instant"] | null;
            undoUntil: components["schemas"]["Instant"];
        };
        ProductImportPage: {
            items: components["schemas"]["ProductImport"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        ProductImportResult: {
            changed: number;
            created: number;
            errors: components["schemas"]["LineError"][];
            id: components["schemas"]["Id"] | null;
            moreErrors: number;
            rejected: number;
            unchanged: number;
        };
        ProductLike: {
            isLiked: boolean;
            likes: number;
        };
        ProductName: string;
        ProductPage: {
            items: components["schemas"]["ProductCard"][];
            nextCursor: components["schemas"]["Cursor"] | null;
            pinned: number;
            q: string | null;
            total: number | null;
        };
        ProductSeller: {
            business: components["schemas"]["KnownBusiness"] | null;
            id: components["schemas"]["Id"];
            name: string;
            usualAnswerMinutes: components["schemas"]["UsualAnswerMinutes"];
        };
        /** @enum {string} */
        ProductStatus: "DRAFT" | "PUBLISHED" | "SUSPENDED" | "REMOVED";
        Rating: number;
        ReadNotifications: {
            upTo: components["schemas"]["Id"];
        };
        Ready: {
            checks: {
                [key: string]: true | string;
            };
            /** @enum {string} */
            status: "ready" | "not ready" | "leaving";
        };
        Refresh: {
            refreshToken?: string;
        };
        Refreshed: {
            accessToken: string;
            expiresIn: number;
            member: components["schemas"]["Member"];
            refreshToken?: string;
        };
        Refund: {
            amount: components["schemas"]["Amount"];
            /** @enum {string} */
            cause: "CANCEL" | "RETURN" | "LATE" | "GATEWAY";
            doneAt: components["schemas"]["Instant"] | null;
            dueAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            needsAccount: boolean;
            requestedAt: components["schemas"]["Instant"];
            /** @enum {string} */
            status: "REQUESTED" | "DONE";
        };
        RefundAccount: {
            accountNumber: string;
            bank: string;
            holderName: string;
        };
        RefundItems: {
            items: {
                itemId: components["schemas"]["Id"];
                quantity?: number;
            }[];
            reason: string;
            /** @default false */
            restock: boolean;
        };
        RejectReturn: {
            answer: string;
        };
        /** @enum {string} */
        ReportReason: "ADVERTISING" | "ABUSE" | "PERSONAL_DATA" | "UNTRUE" | "OTHER";
        ReportReview: {
            /** @default  */
            note: string;
            reason: components["schemas"]["ReportReason"];
        };
        RequestPasswordReset: {
            email: components["schemas"]["Email"];
        };
        RequestReturn: {
            exchangeSkuId?: components["schemas"]["Id"];
            itemId: components["schemas"]["Id"];
            /** Format: date */
            knownSince?: string;
            /** @default  */
            note: string;
            quantity?: number;
            reason: components["schemas"]["ReturnReason"];
            refundAccount?: components["schemas"]["RefundAccount"];
        };
        ResetPassword: {
            newPassword: components["schemas"]["NewPassword"];
            token: string;
        };
        ResolveDifference: {
            note: string;
        };
        RestockPlace: {
            colorName: string;
            heldUntil: components["schemas"]["Instant"] | null;
            id: components["schemas"]["Id"];
            imageUrl: string | null;
            joinedAt: components["schemas"]["Instant"];
            onSale: boolean;
            position: number | null;
            productId: components["schemas"]["Id"];
            productName: string;
            sizeMm: number;
            skuId: components["schemas"]["Id"];
            state: components["schemas"]["RestockState"];
        };
        RestockPlacePage: {
            items: components["schemas"]["RestockPlace"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        /** @enum {string} */
        RestockState: "WAITING" | "HELD" | "BOUGHT" | "EXPIRED" | "LEFT";
        Return: {
            answer: string;
            answerBy: components["schemas"]["Instant"];
            exchangeSkuId: components["schemas"]["Id"] | null;
            fee: components["schemas"]["Amount"];
            id: components["schemas"]["Id"];
            itemId: components["schemas"]["Id"];
            /** @enum {string} */
            kind: "RETURN" | "EXCHANGE";
            knownSince: string | null;
            note: string;
            reason: components["schemas"]["ReturnReason"];
            requestedAt: components["schemas"]["Instant"];
            resolvedAt: components["schemas"]["Instant"] | null;
            status: components["schemas"]["ReturnStatus"];
        };
        /** @enum {string} */
        ReturnReason: "CHANGE_OF_MIND" | "WRONG_SIZE" | "DEFECTIVE" | "NOT_AS_DESCRIBED" | "WRONG_DELIVERY";
        /** @enum {string} */
        ReturnStatus: "REQUESTED" | "ACCEPTED" | "REJECTED" | "CLOSED";
        Review: {
            answer: components["schemas"]["ReviewAnswer"] | null;
            author: string;
            colorName: string;
            createdAt: components["schemas"]["Instant"];
            editedAt: components["schemas"]["Instant"] | null;
            fit: components["schemas"]["Fit"] | null;
            footLengthMm: number | null;
            footWidth: components["schemas"]["FootWidth"] | null;
            helpful: number;
            id: components["schemas"]["Id"];
            isHelpful: boolean;
            isMine: boolean;
            rating: components["schemas"]["Rating"];
            sizeMm: number;
            text: string;
        };
        ReviewAnswer: {
            answeredAt: components["schemas"]["Instant"];
            text: string;
        };
        ReviewEntry: {
            fit?: components["schemas"]["Fit"];
            footLengthMm?: components["schemas"]["FootLengthMm"];
            footWidth?: components["schemas"]["FootWidth"];
            rating: components["schemas"]["Rating"];
            text: string;
        };
        ReviewFigures: {
            average: number | null;
            fits: number[];
            ratings: number[];
            reviews: number;
        };
        ReviewPage: {
            items: components["schemas"]["Review"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        /** @enum {string} */
        ReviewStatus: "SHOWN" | "HIDDEN";
        Revision: number;
        /** @enum {string} */
        Role: "BUYER" | "SELLER" | "ADMIN";
        RunningSale: {
            lowestPrice: components["schemas"]["Won"];
            until: components["schemas"]["Instant"];
        };
        SavedAddress: {
            createdAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            isDefault: boolean;
            line1: string;
            line2: string;
            phone: string;
            postcode: string;
            recipient: string;
        };
        SearchSuggestions: {
            items: components["schemas"]["Suggestion"][];
            q: string;
        };
        SellerColor: {
            chosenFamily: components["schemas"]["ColorFamily"] | null;
            family: components["schemas"]["ColorFamily"];
            id: components["schemas"]["Id"];
            name: string;
            skus: components["schemas"]["SellerSku"][];
        };
        SellerDay: {
            answers: number;
            /** Format: date */
            date: string;
            orders: number;
            revenue: components["schemas"]["Amount"];
            usualAnswerMinutes: components["schemas"]["UsualAnswerMinutes"];
        };
        SellerOrder: {
            address: components["schemas"]["KnownAddress"] | null;
            buyer: {
                id: components["schemas"]["Id"];
                name: string;
            };
            id: components["schemas"]["Id"];
            items: components["schemas"]["OrderItem"][];
            note: string | null;
            number: string;
            paidAt: components["schemas"]["Instant"] | null;
            placedAt: components["schemas"]["Instant"];
            returns: components["schemas"]["Return"][];
            shipments: components["schemas"]["Shipment"][];
            status: components["schemas"]["OrderStatus"];
            total: components["schemas"]["Amount"];
        };
        SellerOrderPage: {
            items: components["schemas"]["SellerOrder"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        SellerProduct: {
            brand: components["schemas"]["Brand"];
            category: components["schemas"]["Category"];
            colors: components["schemas"]["SellerColor"][];
            createdAt: components["schemas"]["Instant"];
            description: string;
            disclosure: components["schemas"]["KnownDisclosure"] | null;
            id: components["schemas"]["Id"];
            images: string[];
            listPrice: components["schemas"]["Won"];
            name: string;
            plannedSale: components["schemas"]["PlannedSale"] | null;
            price: components["schemas"]["Won"];
            publishedAt: components["schemas"]["Instant"] | null;
            purchaseLimit: number | null;
            revision: components["schemas"]["Revision"];
            sale: components["schemas"]["RunningSale"] | null;
            status: components["schemas"]["ProductStatus"];
        };
        SellerProductCard: {
            createdAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            imageUrl: string | null;
            listPrice: components["schemas"]["Won"];
            name: string;
            price: components["schemas"]["Won"];
            revision: components["schemas"]["Revision"];
            sale: components["schemas"]["RunningSale"] | null;
            status: components["schemas"]["ProductStatus"];
            stock: number;
        };
        SellerProductPage: {
            items: components["schemas"]["SellerProductCard"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        SellerReturn: {
            answer: string;
            answerBy: components["schemas"]["Instant"];
            colorName: string;
            exchange: {
                colorName: string;
                sizeMm: number;
            } | null;
            exchangeSkuId: components["schemas"]["Id"] | null;
            fee: components["schemas"]["Amount"];
            id: components["schemas"]["Id"];
            imageUrl: string | null;
            itemId: components["schemas"]["Id"];
            /** @enum {string} */
            kind: "RETURN" | "EXCHANGE";
            knownSince: string | null;
            note: string;
            orderId: components["schemas"]["Id"];
            orderNumber: string;
            productName: string;
            quantity: number;
            reason: components["schemas"]["ReturnReason"];
            requestedAt: components["schemas"]["Instant"];
            resolvedAt: components["schemas"]["Instant"] | null;
            sizeMm: number;
            status: components["schemas"]["ReturnStatus"];
        };
        SellerReturnPage: {
            items: components["schemas"]["SellerReturn"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        SellerReview: {
            answer: components["schemas"]["ReviewAnswer"] | null;
            author: string;
            colorName: string;
            createdAt: components["schemas"]["Instant"];
            editedAt: components["schemas"]["Instant"] | null;
            fit: components["schemas"]["Fit"] | null;
            footLengthMm: number | null;
            footWidth: components["schemas"]["FootWidth"] | null;
            helpful: number;
            id: components["schemas"]["Id"];
            productId: components["schemas"]["Id"];
            productName: string;
            rating: components["schemas"]["Rating"];
            sizeMm: number;
            text: string;
        };
        SellerReviewPage: {
            items: components["schemas"]["SellerReview"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        SellerSku: {
            available: number;
            id: components["schemas"]["Id"];
            sizeMm: number;
            stock: number;
            waiting: number;
        };
        SellerSummary: {
            days: components["schemas"]["SellerDay"][];
            ordersToShip: number;
            returnsToAnswer: number;
            usualAnswerMinutes: components["schemas"]["UsualAnswerMinutes"];
        };
        Session: {
            createdAt: components["schemas"]["Instant"];
            deviceId: string;
            /** Format: uuid */
            id: string;
            isCurrent: boolean;
            lastUsedAt: components["schemas"]["Instant"];
        };
        SessionList: {
            items: components["schemas"]["Session"][];
            nextCursor: null;
        };
        SetCartItem: {
            quantity: number;
        };
        SetPins: {
            categoryId: components["schemas"]["CategoryId"] | null;
            expectedRevision: number;
            pins: components["schemas"]["Pin"][];
        };
        SetPurchaseLimit: {
            purchaseLimit: number | null;
        };
        SetSale: {
            from: components["schemas"]["Moment"];
            price: components["schemas"]["Won"];
            until: components["schemas"]["Moment"];
        };
        SetStock: {
            expectedStock: components["schemas"]["Stock"];
            stock: components["schemas"]["Stock"];
        };
        SetWaitingRoom: {
            admissionsPerSecond: components["schemas"]["AdmissionsPerSecond"];
            capacity: number;
            closesAt: components["schemas"]["Moment"];
            opensAt: components["schemas"]["Moment"];
            /** @default false */
            verifiedOnly: boolean;
        };
        ShipItems: {
            courier: components["schemas"]["Courier"];
            itemIds?: components["schemas"]["Id"][];
            trackingNumber: string;
        };
        Shipment: {
            courier: components["schemas"]["Courier"];
            deliveredAt: components["schemas"]["Instant"] | null;
            id: components["schemas"]["Id"];
            sellerId: components["schemas"]["Id"];
            shippedAt: components["schemas"]["Instant"];
            trackingNumber: string;
        };
        ShipmentFile: string;
        ShipmentImport: {
            failed: number;
            lines: components["schemas"]["ImportedLine"][];
            repeated: number;
            shipped: number;
        };
        ShippingFee: {
            baseFee: components["schemas"]["Won"];
            fee: components["schemas"]["Won"];
            region: components["schemas"]["ShippingRegion"];
            returnFee: components["schemas"]["Won"];
            sellerId: components["schemas"]["Id"];
            surcharge: components["schemas"]["Won"];
        };
        ShippingPolicy: {
            fee: number;
            /** @default null */
            freeFrom: components["schemas"]["Won"] | null;
            /** @default 0 */
            islandSurcharge: number;
            /** @default 0 */
            jejuSurcharge: number;
            /** @default 0 */
            returnFee: number;
        };
        ShippingPolicyInput: {
            fee: number;
            /** @default null */
            freeFrom: components["schemas"]["Won"] | null;
            /** @default 0 */
            islandSurcharge: number;
            /** @default 0 */
            jejuSurcharge: number;
            /** @default 0 */
            returnFee: number;
        };
        /** @enum {string} */
        ShippingRegion: "MAINLAND" | "JEJU" | "ISLAND";
        SignedIn: {
            accessToken: string;
            expiresIn: number;
            member: components["schemas"]["Member"];
            refreshToken: string;
        };
        SignedInOnDevice: {
            accessToken: string;
            deviceToken: string;
            expiresIn: number;
            member: components["schemas"]["Member"];
            refreshToken: string;
        };
        SignIn: {
            deviceId?: components["schemas"]["DeviceId"];
            deviceToken?: components["schemas"]["DeviceToken"];
            email: components["schemas"]["Email"];
            password: components["schemas"]["CurrentPassword"];
        };
        SignOut: {
            refreshToken?: string;
        };
        SignOutEverywhere: Record<string, never>;
        SignUp: {
            /** @default [] */
            consents: components["schemas"]["Consent"][];
            deviceId?: components["schemas"]["DeviceId"];
            deviceToken?: components["schemas"]["DeviceToken"];
            email: components["schemas"]["Email"];
            name: components["schemas"]["MemberName"];
            password: components["schemas"]["NewPassword"];
        };
        SizeMm: number;
        Sku: {
            id: components["schemas"]["Id"];
            sizeMm: number;
            stock: number;
            waiting: number;
        };
        SkuStock: {
            available: number;
            id: components["schemas"]["Id"];
            stock: number;
        };
        Stock: number;
        Suggestion: {
            id: components["schemas"]["Id"] | null;
            kind: components["schemas"]["SuggestionKind"];
            text: string;
        };
        /** @enum {string} */
        SuggestionKind: "BRAND" | "CATEGORY" | "SEARCH" | "PRODUCT";
        SuspendMember: {
            reason: string;
        };
        UndoneImport: {
            kept: components["schemas"]["KeptProduct"][];
            restored: number;
        };
        UnreadNotifications: {
            unread: number;
        };
        UpdateMe: {
            name: components["schemas"]["MemberName"];
        };
        UsualAnswerMinutes: number | null;
        WaitingRoom: {
            admissionsPerSecond: components["schemas"]["AdmissionsPerSecond"];
            capacity: number;
            closesAt: components["schemas"]["Instant"];
            id: components["schemas"]["Id"];
            /** @enum {string} */
            kind: "coupon-campaign" | "product";
            left: number;
            name: string;
            opensAt: components["schemas"]["Instant"];
            verifiedOnly: boolean;
            waiting: number;
        };
        WaitingRoomList: {
            items: components["schemas"]["WaitingRoom"][];
            nextCursor: null;
        };
        WaitingTicket: {
            expiresAt: components["schemas"]["Instant"];
            pass: string;
            position: number;
            turnAt: components["schemas"]["Instant"];
            waitMs: number;
        };
        WebhookReceived: Record<string, never>;
        Withdraw: {
            /** @default false */
            confirm: boolean;
            password: string;
        };
        Won: number;
        WriteReview: {
            fit?: components["schemas"]["Fit"];
            footLengthMm?: components["schemas"]["FootLengthMm"];
            footWidth?: components["schemas"]["FootWidth"];
            itemId: components["schemas"]["Id"];
            rating: components["schemas"]["Rating"];
            text: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getWellKnownJwksJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JwkSet"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLivez: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Live"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReadyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddressEntry"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAddress"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAddressesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAddress"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAddressesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddressEntry"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAddress"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAddressesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminAuditLog: {
        parameters: {
            query?: {
                action?: "administrator.create" | "member.read" | "member.role" | "member.suspend" | "member.reinstate" | "business.set" | "brand.create" | "brand.change" | "category.create" | "category.change" | "category.remove" | "product.edit" | "product.publish" | "product.unpublish" | "product.remove" | "product.color" | "product.size" | "campaign.create" | "waiting-room.set" | "product.price" | "product.sale" | "product.purchase-limit" | "product.sale-end" | "product.import" | "product.import-undo" | "shipping-policy.set" | "order.ship" | "shipment.correct" | "order.cancel" | "order.refund" | "order.refund-account" | "order.extend" | "shipment.deliver" | "return.accept" | "return.reject" | "return.extend" | "payment-difference.resolve" | "review.answer" | "review.hide" | "review.show" | "banner.create" | "banner.change" | "banner.end" | "pins.set";
                actorId?: number;
                cursor?: string;
                from?: string;
                limit?: number;
                thing?: "member" | "brand" | "category" | "coupon-campaign" | "product" | "product-import" | "order" | "shipment" | "return" | "payment-difference" | "review" | "banner" | "pin-list";
                thingId?: number;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLogPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminBanners: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                state?: "OPEN" | "ENDED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminBannerPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminBanners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BannerEntry"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminBanner"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminBannersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminBanner"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAdminBannersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BannerEntry"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminBanner"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminBannersByIdEnd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminBanner"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminBrands: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminBrandPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminBrands: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateBrand"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminBrand"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminBrandsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminBrand"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchAdminBrandsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeBrand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminBrand"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCategory"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminCategoriesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAdminCategoriesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchAdminCategoriesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeCategory"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminCouponCampaigns: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponCampaignPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminCouponCampaigns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCampaign"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponCampaign"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminCouponCampaignsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponCampaign"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminMembers: {
        parameters: {
            query?: {
                cursor?: string;
                email?: string;
                limit?: number;
                name?: string;
                role?: "BUYER" | "SELLER" | "ADMIN";
                status?: "ACTIVE" | "SUSPENDED" | "WITHDRAWN";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundMemberPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminMembersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminMembersByIdBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnownBusiness"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAdminMembersByIdBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Business"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnownBusiness"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminMembersByIdReinstate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberWithStatus"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminMembersByIdRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignRole"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberWithRole"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminMembersByIdSuspend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuspendMember"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberWithStatus"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminOrders: {
        parameters: {
            query?: {
                cursor?: string;
                email?: string;
                from?: string;
                limit?: number;
                memberId?: number;
                number?: string;
                recipient?: string;
                sellerId?: number;
                status?: "PENDING" | "CONFIRMING" | "AWAITING_DEPOSIT" | "PAID" | "EXPIRED" | "CANCELLED";
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundOrderPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminOrdersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrder"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminOrdersByIdCancel: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelAnyOrder"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminOrdersByIdExtend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendOrder"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminOrdersByIdItemsCancel: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelSoldItems"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminOrdersByIdItemsRefund: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundItems"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminOrdersByIdRefundAccount: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectRefundAccount"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOverview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminPaymentDifferences: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                resolved?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentDifferencePage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAdminPaymentDifferencesByIdResolution: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveDifference"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentDifference"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminPins: {
        parameters: {
            query?: {
                category?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAdminPins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPins"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAdminProductsByIdPurchaseLimit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPurchaseLimit"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminRefunds: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PendingRefundPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminReturns: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenReturnPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminReturnsByIdAccept: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AcceptReturn"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminReturnsByIdExtend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendReturn"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminReturnsByIdReject: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectReturn"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminReviews: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                state?: "REPORTED" | "HIDDEN";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminReviewPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminReviewsByIdHide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HideReview"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminReviewsByIdShow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminShipmentsByIdDeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeliverShipment"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminWaitingRooms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitingRoomList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminWaitingRoomsByKindById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                kind: "coupon-campaign" | "product";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitingRoom"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAdminWaitingRoomsByKindById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                kind: "coupon-campaign" | "product";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetWaitingRoom"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthChangeEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailedToken"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestPasswordReset"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthPasswordResetConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPassword"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refreshed"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAuthSessionsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthSignIn: {
        parameters: {
            query?: never;
            header?: {
                "x-cart-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInOnDevice"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthSignOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SignOut"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthSignOutEverywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SignOutEverywhere"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthSignUp: {
        parameters: {
            query?: never;
            header?: {
                "x-cart-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUp"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInOnDevice"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthVerifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailedToken"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBanners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BannerList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBrands: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCart: {
        parameters: {
            query?: never;
            header?: {
                "x-cart-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCart: {
        parameters: {
            query?: never;
            header?: {
                "x-cart-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCartItemsBySkuId: {
        parameters: {
            query?: never;
            header?: {
                "x-cart-token"?: string;
            };
            path: {
                skuId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetCartItem"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCartItemsBySkuId: {
        parameters: {
            query?: never;
            header?: {
                "x-cart-token"?: string;
            };
            path: {
                skuId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postCartMerge: {
        parameters: {
            query?: never;
            header?: {
                "x-cart-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCoupons: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                status?: "ISSUED" | "RESERVED" | "USED" | "EXPIRED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCouponsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCouponsCampaigns: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenCampaignPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCouponsCampaignsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenCampaign"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postCouponsCampaignsByIdIssue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCouriers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourierList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFollowedOrdersById: {
        parameters: {
            query?: never;
            header: {
                "x-follow-token": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMe"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMeEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeEmail"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMeEmailVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMeLikes: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LikedProductPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMeRecommendations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductCardList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMeReviews: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                order?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyReviewPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMeReviews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteReview"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyReview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMeReviewsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyReview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putMeReviewsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewEntry"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyReview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMeReviewsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMeViewedProducts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putMeViewedProductsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMeWithdraw: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Withdraw"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowedOrders"];
                };
            };
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotifications: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                unread?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putNotificationsByIdRead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnreadNotifications"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putNotificationsRead: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadNotifications"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnreadNotifications"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotificationsStream: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: {
                "last-event-id"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrders: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                status?: "PENDING" | "CONFIRMING" | "AWAITING_DEPOSIT" | "PAID" | "EXPIRED" | "CANCELLED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrders: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceOrder"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrdersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrdersByIdCancel: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelOrder"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrdersByIdConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConfirmPurchase"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrdersByIdItemsCancel: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelItems"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrdersByIdRefundAccount: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectRefundAccount"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrdersByIdReturns: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestReturn"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrdersByIdReturnsByReturnId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                returnId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrdersPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceOrder"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPreview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postPaymentsConfirm: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmPayment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmedPayment"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postPaymentsWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PaymentWebhook"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReceived"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postPictures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/*": string;
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Picture"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "getPicturesByIdByWidth.webp": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                width: "200" | "600" | "1200";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProducts: {
        parameters: {
            query?: {
                brand?: number | number[];
                category?: number;
                color?: ("BLACK" | "WHITE" | "GRAY" | "BEIGE" | "BROWN" | "RED" | "PINK" | "ORANGE" | "YELLOW" | "GREEN" | "BLUE" | "NAVY" | "PURPLE" | "SILVER" | "GOLD" | "MULTI" | "OTHER") | ("BLACK" | "WHITE" | "GRAY" | "BEIGE" | "BROWN" | "RED" | "PINK" | "ORANGE" | "YELLOW" | "GREEN" | "BLUE" | "NAVY" | "PURPLE" | "SILVER" | "GOLD" | "MULTI" | "OTHER")[];
                cursor?: string;
                id?: number | number[];
                limit?: number;
                maxPrice?: number;
                minPrice?: number;
                q?: string;
                sale?: boolean;
                size?: number | number[];
                sort?: "new" | "popular" | "priceAsc" | "priceDesc" | "discount";
                total?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProductsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProductsByIdFit: {
        parameters: {
            query: {
                footLengthMm: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FitAdvice"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProductsByIdLike: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductLike"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putProductsByIdLike: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductLike"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteProductsByIdLike: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductLike"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProductsByIdReviews: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                sort?: "newest" | "helpful" | "ratingDesc" | "ratingAsc";
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProductsByIdSimilar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductCardList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProductsByIdTogether: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductCardList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProductsFacets: {
        parameters: {
            query?: {
                brand?: number | number[];
                category?: number;
                color?: ("BLACK" | "WHITE" | "GRAY" | "BEIGE" | "BROWN" | "RED" | "PINK" | "ORANGE" | "YELLOW" | "GREEN" | "BLUE" | "NAVY" | "PURPLE" | "SILVER" | "GOLD" | "MULTI" | "OTHER") | ("BLACK" | "WHITE" | "GRAY" | "BEIGE" | "BROWN" | "RED" | "PINK" | "ORANGE" | "YELLOW" | "GREEN" | "BLUE" | "NAVY" | "PURPLE" | "SILVER" | "GOLD" | "MULTI" | "OTHER")[];
                maxPrice?: number;
                minPrice?: number;
                q?: string;
                sale?: boolean;
                size?: number | number[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductFacets"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRestockPlaces: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                open?: boolean;
                product?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestockPlacePage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putReviewsByIdHelpful: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteReviewsByIdHelpful: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putReviewsByIdReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportReview"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSearchSuggestions: {
        parameters: {
            query?: {
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchSuggestions"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnownBusiness"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSellerBusiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Business"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnownBusiness"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerImports: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductImportPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerImportsByIdUndo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndoneImport"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerOrders: {
        parameters: {
            query?: {
                buyer?: string;
                buyerId?: number;
                cursor?: string;
                from?: string;
                itemStatus?: "PENDING" | "PAID" | "SHIPPED" | "DELIVERED" | "CONFIRMED" | "CANCELLED" | "RETURN_REQUESTED" | "RETURNED" | "EXCHANGE_REQUESTED" | "EXCHANGED" | "REFUNDED";
                limit?: number;
                number?: string;
                recipient?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerOrderPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerOrdersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerOrder"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerOrdersByIdItemsCancel: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelSoldItems"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerOrdersByIdItemsRefund: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundItems"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerOrdersByIdShip: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShipItems"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerProducts: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                name?: string;
                status?: "DRAFT" | "PUBLISHED" | "SUSPENDED" | "REMOVED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerProductPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerProducts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateProduct"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerProduct"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerProductsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerProduct"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSellerProductsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchSellerProductsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditProduct"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerProduct"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerProductsByIdColors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewColor"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerColor"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerProductsByIdColorsByColorId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                colorId: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerColor"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchSellerProductsByIdColorsByColorId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                colorId: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeColor"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerColor"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerProductsByIdColorsByColorIdSkus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                colorId: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSizes"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerColor"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerProductsByIdPublish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerProduct"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSellerProductsByIdSale: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetSale"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerProduct"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSellerProductsByIdSale: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerProduct"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSellerProductsByIdSkusBySkuId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                skuId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSellerProductsByIdSkusBySkuIdStock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                skuId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetStock"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkuStock"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerProductsByIdUnpublish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerProduct"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerProductsExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerProductsImport: {
        parameters: {
            query?: {
                dryRun?: boolean;
            };
            header: {
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": components["schemas"]["ProductFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductImportResult"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerReturns: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                status?: "REQUESTED" | "ACCEPTED" | "REJECTED" | "CLOSED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerReturnPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerReturnsByIdAccept: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AcceptReturn"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerReturnsByIdReject: {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectReturn"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerReviews: {
        parameters: {
            query?: {
                answered?: "true" | "false";
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerReviewPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSellerReviewsByIdAnswer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerReview"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerReview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerShipmentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchSellerShipmentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectShipment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerShipmentsByIdDeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeliverShipment"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSellerShipmentsImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": components["schemas"]["ShipmentFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShipmentImport"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerShippingPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShippingPolicy"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSellerShippingPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShippingPolicyInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShippingPolicy"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSellerSummary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerSummary"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSkusBySkuIdRestockPlace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                skuId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestockPlace"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSkusBySkuIdRestockPlace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                skuId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWaitingRoomsByKindById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                kind: "coupon-campaign" | "product";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenWaitingRoom"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postWaitingRoomsByKindByIdTickets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                kind: "coupon-campaign" | "product";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitingTicket"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

/* Made by `npm run clients`; a test compares it with the servers. */

export interface paths {
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
    "/rsocket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live chat: RSocket over WebSocket (docs/protocol.md) */
        get: operations["getRsocket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stomp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live chat: STOMP over WebSocket (docs/protocol.md) */
        get: operations["getStomp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search groups */
        get: operations["getGroups"];
        put?: never;
        /** Create a group */
        post: operations["postGroups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a group */
        get: operations["getGroupsById"];
        put?: never;
        post?: never;
        /** Delete a group with its messages, for all its members (owner) */
        delete: operations["deleteGroupsById"];
        options?: never;
        head?: never;
        /** Change the title, maximum, tags or historyVisibility of a group (owner) */
        patch: operations["patchGroupsById"];
        trace?: never;
    };
    "/v1/groups/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close the room (owner) */
        post: operations["postGroupsByIdClose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join a group */
        post: operations["postGroupsByIdJoin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave a group; when the owner leaves, it goes to the member who has been in it longest */
        post: operations["postGroupsByIdLeave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members of a group */
        get: operations["getGroupsByIdMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/members/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member from a group (owner) */
        delete: operations["deleteGroupsByIdMembersByMemberId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/removed-members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members that were removed from a group (owner) */
        get: operations["getGroupsByIdRemovedMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/removed-members/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Let a removed member join again (owner) */
        delete: operations["deleteGroupsByIdRemovedMembersByMemberId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reopen the room (owner) */
        post: operations["postGroupsByIdReopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Transfer a group to another member (owner) */
        post: operations["postGroupsByIdTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inquiries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my inquiries as a buyer */
        get: operations["getInquiries"];
        put?: never;
        /** Open an inquiry about a product, or return the open one */
        post: operations["postInquiries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inquiries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get my inquiry, as its buyer or seller */
        get: operations["getInquiriesById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inquiries/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close the room (owner) */
        post: operations["postInquiriesByIdClose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inquiries/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reopen the room (owner) */
        post: operations["postInquiriesByIdReopen"];
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
        /** Get a picture by its link */
        get: operations["getPicturesByIdByWidth.webp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my rooms, newest activity first */
        get: operations["getRooms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one of my rooms */
        get: operations["getRoomsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read message history */
        get: operations["getRoomsByIdMessages"];
        put?: never;
        /** Send a message; a repetition with the same clientMessageId gets the same answer */
        post: operations["postRoomsByIdMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{id}/pictures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload a picture to a room: JPEG, PNG or WebP. Send it as an IMAGE within 24 hours */
        post: operations["postRoomsByIdPictures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{id}/pictures/{pictureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get links to a picture of a room, valid for minutes */
        get: operations["getRoomsByIdPicturesByPictureId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Move my read position forward */
        put: operations["putRoomsByIdRead"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/canned-replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my canned replies (seller) */
        get: operations["getSellerCannedReplies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/canned-replies/{shortcut}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Add a canned reply, or replace the one with this shortcut (seller) */
        put: operations["putSellerCannedRepliesByShortcut"];
        post?: never;
        /** Delete a canned reply (seller) */
        delete: operations["deleteSellerCannedRepliesByShortcut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/inquiries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the inquiries about my products (seller) */
        get: operations["getSellerInquiries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/seller/inquiries/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count the buyers who wait for my answer (seller) */
        get: operations["getSellerInquiriesWaiting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the interest tags: the categories of the shop */
        get: operations["getTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live chat: JSON over WebSocket (docs/protocol.md) */
        get: operations["getWs"];
        put?: never;
        post?: never;
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
        CannedReply: {
            shortcut: string;
            text: string;
        };
        CannedReplyList: {
            items: components["schemas"]["CannedReply"][];
            nextCursor: null;
        };
        CannedReplyText: {
            text: string;
        };
        /** Format: uuid */
        ClientUuid: string;
        CreateGroup: {
            clientGroupId?: components["schemas"]["ClientUuid"];
            /** @default SHARED */
            historyVisibility: components["schemas"]["HistoryVisibility"];
            maxMembers: number;
            /** @default [] */
            tags: components["schemas"]["Id"][];
            title: string;
        };
        Cursor: string;
        Epoch: number;
        HistoryPage: {
            items: components["schemas"]["RoomEntry"][];
            nextCursor: components["schemas"]["Seq"] | null;
        };
        /** @enum {string} */
        HistoryVisibility: "ALL" | "SHARED" | "JOINED";
        Id: number;
        InquiryProduct: {
            id: components["schemas"]["Id"];
            imageUrl: string | null;
            name: string;
            price: number;
        };
        /** Format: date-time */
        Instant: string;
        Live: {
            gitSha: string;
            /** @constant */
            status: "live";
            version: string;
        };
        MarkRead: {
            seq: components["schemas"]["Seq"];
        };
        MemberPage: {
            items: components["schemas"]["RoomMember"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        MessageReceipt: {
            roomId: components["schemas"]["Id"];
            sentAt: components["schemas"]["Instant"];
            seq: number;
        };
        OpenInquiry: {
            productId: components["schemas"]["Id"];
        };
        OrderCard: {
            items: number;
            number: string;
            orderId: components["schemas"]["Id"];
            status: components["schemas"]["OrderStatus"];
            title: string;
            total: number | null;
        };
        /** @enum {string} */
        OrderStatus: "PLACED" | "PAID" | "SHIPPED" | "DELIVERED" | "CANCELLED" | "EXPIRED";
        OutgoingContent: {
            content: {
                text: string;
            };
            /** @constant */
            type: "TEXT";
        } | {
            content: {
                pictureId: components["schemas"]["PictureId"];
            } | {
                height?: number;
                url: string;
                width?: number;
            };
            /** @constant */
            type: "IMAGE";
        } | {
            content: {
                productId: components["schemas"]["Id"];
            };
            /** @constant */
            type: "PRODUCT";
        } | {
            content: {
                orderId: components["schemas"]["Id"];
            };
            /** @constant */
            type: "ORDER";
        };
        Person: {
            id: components["schemas"]["Id"];
            name: components["schemas"]["ShownName"];
        };
        PictureId: string;
        PictureLinks: {
            expiresAt: components["schemas"]["Instant"];
            large: string;
            medium: string;
            small: string;
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
            imageUrl: string | null;
            name: string;
            price: number;
            productId: components["schemas"]["Id"];
        };
        ReadPosition: {
            roomId: components["schemas"]["Id"];
            seq: components["schemas"]["Seq"];
            unread: number;
        };
        Ready: {
            checks: {
                [key: string]: true | string;
            };
            /** @enum {string} */
            status: "ready" | "not ready" | "leaving";
        };
        RemovedMemberPage: {
            items: {
                id: components["schemas"]["Id"];
                name: components["schemas"]["ShownName"];
                removedAt: components["schemas"]["Instant"];
            }[];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        Room: {
            buyer: components["schemas"]["Person"] | null;
            createdAt: components["schemas"]["Instant"];
            epoch: components["schemas"]["Epoch"];
            historyVisibility: components["schemas"]["HistoryVisibility"];
            id: components["schemas"]["Id"];
            /** @enum {string} */
            kind: "INQUIRY" | "GROUP";
            lastActivityAt: components["schemas"]["Instant"];
            lastMessage: {
                preview: string;
                senderId: components["schemas"]["Id"];
                sentAt: components["schemas"]["Instant"];
                seq: components["schemas"]["Seq"];
            } | null;
            lastSeq: components["schemas"]["Seq"];
            maxMembers: number;
            memberCount: number;
            ownerId: components["schemas"]["Id"];
            peerReadSeq: components["schemas"]["Seq"] | null;
            product: components["schemas"]["InquiryProduct"] | null;
            readSeq: components["schemas"]["Seq"] | null;
            status: components["schemas"]["RoomStatus"];
            tags: components["schemas"]["Id"][];
            title: string;
            unread: number;
            waitingSince: components["schemas"]["Instant"] | null;
        };
        RoomChange: {
            historyVisibility?: components["schemas"]["HistoryVisibility"];
            maxMembers?: number;
            ownerId?: components["schemas"]["Id"];
            /** @constant */
            status?: "OPEN";
            tags?: components["schemas"]["Id"][];
            title?: string;
        };
        RoomEntry: ({
            /** Format: uuid */
            clientMessageId: string;
            content: {
                text: string;
            };
            /** @constant */
            event: "message";
            replyTo?: components["schemas"]["Seq"];
            roomId: components["schemas"]["Id"];
            senderId: components["schemas"]["Id"];
            senderName: components["schemas"]["ShownName"];
            sentAt: components["schemas"]["Instant"];
            seq: number;
            /** @constant */
            type: "TEXT";
        } | {
            /** Format: uuid */
            clientMessageId: string;
            content: {
                height?: number;
                pictureId?: string;
                url: string;
                width?: number;
            };
            /** @constant */
            event: "message";
            replyTo?: components["schemas"]["Seq"];
            roomId: components["schemas"]["Id"];
            senderId: components["schemas"]["Id"];
            senderName: components["schemas"]["ShownName"];
            sentAt: components["schemas"]["Instant"];
            seq: number;
            /** @constant */
            type: "IMAGE";
        } | {
            /** Format: uuid */
            clientMessageId: string;
            content: components["schemas"]["ProductCard"];
            /** @constant */
            event: "message";
            replyTo?: components["schemas"]["Seq"];
            roomId: components["schemas"]["Id"];
            senderId: components["schemas"]["Id"];
            senderName: components["schemas"]["ShownName"];
            sentAt: components["schemas"]["Instant"];
            seq: number;
            /** @constant */
            type: "PRODUCT";
        } | {
            /** Format: uuid */
            clientMessageId: string;
            content: components["schemas"]["OrderCard"];
            /** @constant */
            event: "message";
            replyTo?: components["schemas"]["Seq"];
            roomId: components["schemas"]["Id"];
            senderId: components["schemas"]["Id"];
            senderName: components["schemas"]["ShownName"];
            sentAt: components["schemas"]["Instant"];
            seq: number;
            /** @constant */
            type: "ORDER";
        }) | {
            content: {
                memberId: components["schemas"]["Id"];
                name: components["schemas"]["ShownName"];
            };
            /** @constant */
            event: "member.joined";
            roomId: components["schemas"]["Id"];
            senderId: components["schemas"]["Id"];
            senderName: components["schemas"]["ShownName"];
            sentAt: components["schemas"]["Instant"];
            seq: number;
        } | {
            content: {
                memberId: components["schemas"]["Id"];
                /** @enum {string} */
                reason: "LEFT" | "REMOVED";
            };
            /** @constant */
            event: "member.left";
            roomId: components["schemas"]["Id"];
            senderId: components["schemas"]["Id"];
            senderName: components["schemas"]["ShownName"];
            sentAt: components["schemas"]["Instant"];
            seq: number;
        } | {
            content: components["schemas"]["RoomChange"];
            /** @constant */
            event: "room.updated";
            roomId: components["schemas"]["Id"];
            senderId: components["schemas"]["Id"];
            senderName: components["schemas"]["ShownName"];
            sentAt: components["schemas"]["Instant"];
            seq: number;
        } | {
            content: Record<string, never>;
            /** @constant */
            event: "room.closed";
            roomId: components["schemas"]["Id"];
            senderId: components["schemas"]["Id"];
            senderName: components["schemas"]["ShownName"];
            sentAt: components["schemas"]["Instant"];
            seq: number;
        } | {
            content: Record<string, never>;
            /** @constant */
            event: "room.deleted";
            roomId: components["schemas"]["Id"];
            senderId: components["schemas"]["Id"];
            senderName: components["schemas"]["ShownName"];
            sentAt: components["schemas"]["Instant"];
            seq: number;
        };
        RoomMember: {
            id: components["schemas"]["Id"];
            joinedAt: components["schemas"]["Instant"];
            name: components["schemas"]["ShownName"];
            /** @enum {string} */
            role: "OWNER" | "MEMBER";
        };
        RoomPage: {
            items: components["schemas"]["Room"][];
            nextCursor: components["schemas"]["Cursor"] | null;
        };
        RoomPicture: {
            height: number;
            id: components["schemas"]["PictureId"];
            width: number;
        };
        /** @enum {string} */
        RoomStatus: "OPEN" | "CLOSED";
        SendMessage: {
            clientMessageId: components["schemas"]["ClientUuid"];
            replyTo?: number;
        } & components["schemas"]["OutgoingContent"];
        Seq: number;
        ShownName: string | null;
        Tag: {
            id: components["schemas"]["Id"];
            name: string;
            parentId: components["schemas"]["Id"] | null;
        };
        TagList: {
            items: components["schemas"]["Tag"][];
            nextCursor: null;
        };
        TransferGroup: {
            memberId: components["schemas"]["Id"];
        };
        UpdateGroup: {
            historyVisibility?: components["schemas"]["HistoryVisibility"];
            maxMembers?: number;
            tags?: components["schemas"]["Id"][];
            title?: string;
        };
        WaitingSummary: {
            longestSince: components["schemas"]["Instant"] | null;
            unseen: number;
            waiting: number;
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
    getRsocket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            101: {
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
    getStomp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            101: {
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
    getGroups: {
        parameters: {
            query?: {
                cursor?: string;
                keyword?: string;
                limit?: number;
                mine?: boolean;
                status?: "OPEN" | "CLOSED";
                tag?: number | number[];
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
                    "application/json": components["schemas"]["RoomPage"];
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
    postGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateGroup"];
            };
        };
        responses: {
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Room"];
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
    getGroupsById: {
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
                    "application/json": components["schemas"]["Room"];
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
    deleteGroupsById: {
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
    patchGroupsById: {
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
                "application/json": components["schemas"]["UpdateGroup"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Room"];
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
    postGroupsByIdClose: {
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
                    "application/json": components["schemas"]["Room"];
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
    postGroupsByIdJoin: {
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
                    "application/json": components["schemas"]["Room"];
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
    postGroupsByIdLeave: {
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
    getGroupsByIdMembers: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
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
                    "application/json": components["schemas"]["MemberPage"];
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
    deleteGroupsByIdMembersByMemberId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                memberId: number;
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
    getGroupsByIdRemovedMembers: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
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
                    "application/json": components["schemas"]["RemovedMemberPage"];
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
    deleteGroupsByIdRemovedMembersByMemberId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                memberId: number;
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
    postGroupsByIdReopen: {
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
                    "application/json": components["schemas"]["Room"];
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
    postGroupsByIdTransfer: {
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
                "application/json": components["schemas"]["TransferGroup"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Room"];
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
    getInquiries: {
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
                    "application/json": components["schemas"]["RoomPage"];
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
    postInquiries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenInquiry"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Room"];
                };
            };
            201: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Room"];
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
    getInquiriesById: {
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
                    "application/json": components["schemas"]["Room"];
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
    postInquiriesByIdClose: {
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
                    "application/json": components["schemas"]["Room"];
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
    postInquiriesByIdReopen: {
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
                    "application/json": components["schemas"]["Room"];
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
            query: {
                expires: string;
                signature: string;
            };
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
    getRooms: {
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
                    "application/json": components["schemas"]["RoomPage"];
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
    getRoomsById: {
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
                    "application/json": components["schemas"]["Room"];
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
    getRoomsByIdMessages: {
        parameters: {
            query?: {
                after?: number;
                before?: number;
                limit?: number;
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
                    "application/json": components["schemas"]["HistoryPage"];
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
    postRoomsByIdMessages: {
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
                "application/json": components["schemas"]["SendMessage"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageReceipt"];
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
    postRoomsByIdPictures: {
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
                    "application/json": components["schemas"]["RoomPicture"];
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
    getRoomsByIdPicturesByPictureId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                pictureId: string;
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
                    "application/json": components["schemas"]["PictureLinks"];
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
    putRoomsByIdRead: {
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
                "application/json": components["schemas"]["MarkRead"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadPosition"];
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
    getSellerCannedReplies: {
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
                    "application/json": components["schemas"]["CannedReplyList"];
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
    putSellerCannedRepliesByShortcut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shortcut: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CannedReplyText"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedReply"];
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
    deleteSellerCannedRepliesByShortcut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shortcut: string;
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
    getSellerInquiries: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                seen?: boolean;
                sort?: "activity" | "waiting";
                status?: "OPEN" | "CLOSED";
                waiting?: boolean;
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
                    "application/json": components["schemas"]["RoomPage"];
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
    getSellerInquiriesWaiting: {
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
                    "application/json": components["schemas"]["WaitingSummary"];
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
    getTags: {
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
                    "application/json": components["schemas"]["TagList"];
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
    getWs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            101: {
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
}
